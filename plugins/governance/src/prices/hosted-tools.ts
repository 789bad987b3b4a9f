/** Tools that the provider runs itself: what they find is shown to the model, and paid for, without being in the body. */

/** Whether there is one among them. An unknown tool counts as one. */
export function hasHosted(tools: unknown): boolean {
  return Array.isArray(tools) && tools.some(isHosted);
}

/** Types that a client runs, as OpenAI and Anthropic name them. */
const ours = /^(?:function|custom|local_shell|apply_patch|computer_use_preview|(?:bash|computer|memory|text_editor)_\d{8})$/;

function isHosted(tool: unknown): boolean {
  if (typeof tool !== "object" || tool === null) return false;
  if ("type" in tool) return !ours.test(String(tool.type));
  // Without a type it is a named function, or one of Gemini's, whose members say what it is.
  return !("name" in tool) && Object.keys(tool).some((member) => !/^function_?declarations$/i.test(member));
}
