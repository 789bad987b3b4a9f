/** What is known of Acme, a provider that the authors of the gateway have never heard of. */

/** @type {import("@headgate/providers").KnownProvider} */
export default {
  name: "acme",
  title: "Acme",
  docs: "https://acme.example/docs",
  dialect: "openai",
  baseUrl: "https://{region}.api.acme.example",
  options: { region: { about: "the region of the account", default: "eu" } },
  key: { variables: ["ACME_API_KEY"], authorization: { header: "x-acme-key", scheme: "Acme" } },
  operations: ["chat"],
  quirks: {
    terminator: "none",
    streamUsage: false,
    query: { version: "2" },
    paths: { chat: "/{region}/models/{model}/talk" },
    rename: { max_completion_tokens: "limit" },
  },
};
