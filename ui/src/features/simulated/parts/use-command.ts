import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { type Api, ask } from "../../../api/client";
import { type ApiError, asApiError } from "../../../api/error";
import type { SimulatedClient, SimulatedVerb } from "../../../api/types";
import { complain } from "../../../components/toast";

export type Command = UseMutationResult<unknown, ApiError, SimulatedVerb>;

/** Has one client do something; what cannot be done is said with its reason. */
export function useCommand(desktop: Api, { id }: SimulatedClient): Command {
  return useMutation<unknown, ApiError, SimulatedVerb>({
    mutationFn: (body) =>
      ask(desktop.POST("/app/v1/simulated/{client}/verbs", { params: { path: { client: id } }, body })).catch(
        (thrown: unknown) => {
          throw asApiError(thrown);
        },
      ),
    onError: (error) => complain(error),
  });
}
