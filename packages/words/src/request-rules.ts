/** What whoever judges requests finds wrong with one, for those who judge before it and tell all faults at once. */
import { type Call, service, type Service } from "@headgate/core";

/** One fault of one field. */
export interface RequestFault {
  readonly message: string;
  /** The field as the client writes it, such as `top_p`, `input[3]`, `generationConfig.topP`. */
  readonly param: string;
  /** OpenAI's own word for it. */
  readonly code: string;
}

/** Of one `exchange.operation`, by the body and the target of the call, in the order in which they are told; none: nothing is wrong. */
export type RequestRules = (operation: string, call: Call) => readonly RequestFault[];

export const RequestRules: Service<RequestRules> = service<RequestRules>("request-rules");
