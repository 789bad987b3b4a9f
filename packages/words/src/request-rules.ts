/** The faults that request-guard would find in a request, for those who check requests earlier and report all faults at once. */
import { type Call, service, type Service } from "@headgate/core";

/** One fault of one field. */
export interface RequestFault {
  readonly message: string;
  /** The field as the client writes it, such as `top_p`, `input[3]`, `generationConfig.topP`. */
  readonly param: string;
  /** OpenAI's own error code. */
  readonly code: string;
}

/** Judges a request of this `exchange.operation` by the body and the target of the call. In the order in which to report them; empty if nothing is wrong. */
export type RequestRules = (operation: string, call: Call) => readonly RequestFault[];

export const RequestRules: Service<RequestRules> = service<RequestRules>("request-rules");
