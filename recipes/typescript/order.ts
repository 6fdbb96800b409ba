// Follow a customer's clicks, say what is wrong with them, and issue what is bought, by types that are generated:
//
//   npm install && npm run generate && npm run build && npm start
//
// `client.POST` knows every path, what it takes, and what it answers; `npm run check` finds what does not fit.
import createClient from "openapi-fetch";
import type { components, paths } from "./optionary.js";

declare const process: { env: Record<string, string | undefined> };

type Choices = components["schemas"]["ChoicesMessage"]["choices"];

const key = process.env["OPTIONARY_KEY"];
const client = createClient<paths>({
  baseUrl: process.env["OPTIONARY_ADDRESS"] ?? "http://127.0.0.1:8000",
  ...(key && { headers: { authorization: `Bearer ${key}` } }),
});
const path = { catalog: "studio", product: "phone_case" };

/** The labels of what an option can still be, so that no click leads to a dead end. */
async function possible(choices: Choices, option: string): Promise<string[]> {
  const { data, error } = await client.POST("/v1/catalogs/{catalog}/products/{product}/complete", {
    params: { path },
    body: { choices, options: [option] },
  });
  if (!data) throw new Error(error.detail);
  return data.options.flatMap((each) => each.values.map(({ label }) => label));
}

/** The reasons why a configuration is not valid, in the words of its catalog. */
async function reasons(choices: Choices): Promise<string[]> {
  const { data, error } = await client.POST("/v1/catalogs/{catalog}/products/{product}/validate", {
    params: { path },
    body: { choices, facts: { market: "eu" } },
  });
  if (!data) throw new Error(error.detail);
  return data.problems.map((each) => each.message);
}

/** The code to print, issued; asking again gives the same one. */
async function issued(choices: Choices): Promise<string> {
  const { data, error } = await client.POST("/v1/catalogs/{catalog}/products/{product}/issue", {
    params: { path },
    body: { choices },
  });
  if (!data) throw new Error(error.detail);
  return data.grouped;
}

const choices: Choices = { model: "p14", team: "ambercove_spinnakers", engraving: "Zoë" };
console.log("covers:", (await possible(choices, "cover")).join(", "));
console.log("without one:", (await reasons(choices)).join(" "));
console.log("code:", await issued({ ...choices, cover: "black" }));
