// @vitest-environment node
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, it } from "vitest";
import contract from "../../../crates/contract/openapi.json?raw";
import committed from "./schema.gen.ts?raw";

it("is generated from the committed contract (else: npm run gen)", async () => {
  const ast = await openapiTS(contract, { emptyObjectsUnknown: true });
  expect(committed === `${COMMENT_HEADER}${astToString(ast)}`).toBe(true);
});
