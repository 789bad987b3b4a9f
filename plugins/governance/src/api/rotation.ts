/** Gives virtual keys a new value, one or several at once. */
import { RefusalError, type Route } from "@headgate/core";
import { readBody, withWarnings } from "@headgate/management";
import { z } from "zod";
import type { Issued } from "../directory/directory.ts";
import { doneWith, rotatedVirtualKeyAnswer } from "./answers.ts";
import { adminRoute, type Context, idOf } from "./context.ts";
import { time, type View } from "./limit-views.ts";
import { rotationBody, rotationsBody } from "./schemas.ts";
import { virtualKeyView } from "./views.ts";

export function rotationRoutes({ directory, usage }: Context, usualGraceMs: number): readonly Route[] {
  const show = async ({ virtualKey, value }: Issued): Promise<View> => {
    const used = await usage([virtualKey, ...virtualKey.provider_configs]);
    return { ...virtualKeyView(virtualKey, directory.current, used), value, rotated_at: time(virtualKey.updated_at) };
  };
  return [
    adminRoute("POST", "/virtual-keys/rotate", many, async (x) => {
      const { body, warnings } = readBody(x, rotationsBody);
      const rotated: View[] = [];
      const errors: Record<string, string> = {};
      for (const id of new Set(body.ids)) {
        if (!directory.current.virtualKeys.has(id)) errors[id] = "Virtual key not found";
        else rotated.push(await show(await directory.virtualKeys.rotate(id, body.grace_period ?? usualGraceMs)));
      }
      if (rotated.length === 0) throw nothingRotated();
      return withWarnings({ message: "Virtual keys rotated successfully", virtual_keys: rotated, errors }, warnings);
    }),
    adminRoute("POST", "/virtual-keys/:id/rotate", one, async (x) => {
      const id = idOf(x);
      const { body, warnings } = readBody(x, rotationBody, { optional: true });
      const issued = await directory.virtualKeys.rotate(id, body.grace_period ?? usualGraceMs);
      return withWarnings({ message: "Virtual key rotated successfully", virtual_key: await show(issued) }, warnings);
    }),
  ];
}

const many = {
  summary: "Gives several virtual keys a new value.",
  body: rotationsBody,
  answer: doneWith({
    virtual_keys: z.array(rotatedVirtualKeyAnswer),
    errors: z.record(z.string(), z.string()).describe("The reason for each key that was not rotated, by id."),
  }),
};

const one = {
  summary: "Gives a virtual key a new value.",
  body: rotationBody.optional(),
  answer: doneWith({ virtual_key: rotatedVirtualKeyAnswer }),
};

function nothingRotated(): RefusalError {
  const message = "Failed to rotate virtual keys: none of them was found";
  return new RefusalError({ code: "not_found", status: 404, message, param: "ids", type: "invalid_request_error" });
}
