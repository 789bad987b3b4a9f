/** Tools that the provider runs by itself: what they find is put before the model, and paid for, without having been in the body. */

/** Whether there is such a one among them. One that is not known is taken for one. */
export function hasHosted(tools: unknown): boolean {
  return Array.isArray(tools) && tools.some(isHosted);
}

/** Types that a client runs, as OpenAI and Anthropic name them. */
const ours = /^(?:function|custom|local_shell|apply_patch|computer_use_preview|(?:bash|computer|memory|text_editor)_\d{8})$/;

function isHosted(tool: unknown): boolean {
  if (typeof tool !== "object" || tool === null) return false;
  if ("type" in tool) return !ours.test(String(tool.type));
  // Without a type it is a function by name, or Gemini's, whose members say what there is.
  return !("name" in tool) && Object.keys(tool).some((member) => !/^function_?declarations$/i.test(member));
}
