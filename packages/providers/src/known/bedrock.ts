/** Claude on Amazon Bedrock, by InvokeModel: its API key, or a pair of access keys that sign each request. */
import type { KnownProvider } from "../known-provider.ts";

export const bedrock: KnownProvider = {
  name: "bedrock",
  title: "Amazon Bedrock, Claude",
  docs: "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html",
  dialect: "anthropic",
  baseUrl: "https://bedrock-runtime.{region}.amazonaws.com",
  options: {
    region: {
      about: "the AWS region, such as us-east-1",
      default: "us-east-1",
      variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    },
  },
  key: {
    variables: ["AWS_BEARER_TOKEN_BEDROCK"],
    parts: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  },
  operations: ["messages"],
  quirks: {
    paths: { messages: ["/model/{model}/invoke", "/model/{model}/invoke-with-response-stream"] },
    // Both are in the path.
    members: { model: null, stream: null, anthropic_version: "bedrock-2023-05-31" },
    headerMembers: { "anthropic-beta": "anthropic_beta", "anthropic-version": null },
    signature: { kind: "aws-sigv4", service: "bedrock", region: "{region}" },
    framing: "aws-event-stream",
  },
};
