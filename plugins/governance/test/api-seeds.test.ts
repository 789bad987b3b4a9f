/** The management steps of the Postman collection this product started from, body by body. */
import { expect, test } from "vitest";
import { govern } from "./governed.ts";

test("flow B: a customer with an email, its team, a key of the team, and all of them deleted", async () => {
  const { ask } = await govern();
  const customer = await ask("POST", "/customers", { name: "Mgmt Flow Customer 1", email: "mgmt@example.com" });
  expect(customer).toMatchObject({
    status: 200,
    body: {
      message: "Customer created successfully",
      customer: { id: expect.stringMatching(/./), name: "Mgmt Flow Customer 1" },
      warnings: ["email: unknown field, ignored"],
    },
  });
  const team = await ask("POST", "/teams", { name: "Mgmt Flow Team 1", customer_id: customer.body.customer.id });
  expect(team).toMatchObject({
    status: 200,
    body: { message: "Team created successfully", team: { id: expect.stringMatching(/./) } },
  });
  expect(team.body).not.toHaveProperty("warnings");
  const key = await ask("POST", "/virtual-keys", { name: "Mgmt Flow VK 1", team_id: team.body.team.id });
  expect(key).toMatchObject({
    status: 200,
    body: {
      message: "Virtual key created successfully",
      virtual_key: {
        value: expect.stringMatching(/^sk-bf-[\da-f-]{36}$/),
        is_active: true,
        provider_configs: [],
        team_id: team.body.team.id,
      },
    },
  });
  for (const path of [
    `/virtual-keys/${key.body.virtual_key.id}`,
    `/teams/${team.body.team.id}`,
    `/customers/${customer.body.customer.id}`,
  ]) {
    expect((await ask("DELETE", path)).status).toBe(200);
    expect((await ask("GET", path)).status).toBe(404);
  }
});

test("flow C: a key is renamed, then deactivated, then deleted", async () => {
  const { ask, made, directory } = await govern();
  const { id } = await made("/virtual-keys", { name: "Lifecycle VK 1" });
  const renamed = await ask("PUT", `/virtual-keys/${id}`, { name: "Lifecycle VK Renamed 1" });
  expect(renamed).toMatchObject({ status: 200, body: { virtual_key: { name: "Lifecycle VK Renamed 1", is_active: true } } });
  expect(renamed.body.virtual_key).not.toHaveProperty("value");
  expect((await ask("PUT", `/virtual-keys/${id}`, { is_active: false })).body.virtual_key.is_active).toBe(false);
  expect(directory.current.virtualKeys.get(id)!.is_active).toBe(false);
  expect((await ask("DELETE", `/virtual-keys/${id}`)).body).toEqual({ message: "Virtual key deleted successfully" });
});

test("a key with a rate limit of two requests a minute", async () => {
  const { made } = await govern();
  const key = await made("/virtual-keys", {
    name: "Rate Limit Test VK 1",
    rate_limit: { request_max_limit: 2, request_reset_duration: "1m" },
  });
  expect(key.rate_limit).toMatchObject({ request_max_limit: 2, request_reset_duration: "1m", request_current_usage: 0 });
});

test("a key for one model of one provider", async () => {
  const { made } = await govern();
  const provider_configs = [{ provider: "openai", weight: 1, allowed_models: ["gpt-4o"] }];
  const key = await made("/virtual-keys", { name: "Routing Test VK 1", provider_configs });
  expect(key.provider_configs).toMatchObject(provider_configs);
});
