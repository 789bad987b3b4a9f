/** Security schemes: the ways in which auth accepts credentials. */
import type { Access } from "@headgate/core";
import type { Json } from "./schemas.ts";

export const securitySchemes: Readonly<Record<string, Json>> = {
  adminKey: { type: "http", scheme: "bearer", description: "An admin key." },
  adminBasic: { type: "http", scheme: "basic", description: "An admin key's name as the user, and the key as the password." },
  clientKey: { type: "http", scheme: "bearer", description: "A client's key: a virtual key, or one from the config." },
  virtualKey: { type: "apiKey", in: "header", name: "x-bf-vk", description: "A virtual key." },
};

/** Any one of these is enough. */
export function securityOf(access: Access): readonly Json[] {
  const schemes = access === "admin" ? ["adminKey", "adminBasic"] : ["clientKey", "virtualKey"];
  return schemes.map((name) => ({ [name]: [] }));
}
