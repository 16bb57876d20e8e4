import { useMutation } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { utcOffset } from "../../api/queries/charts";
import type { Span } from "../../api/types";
import { complain, say } from "../../components/toast";
import { strings } from "../../lib/strings";
import { reportName } from "./model";

const text = strings.charts;

/** Saves what was counted, as one page, where the user finds it. */
export function useReport(span: Span) {
  const { api, carrier } = usePlace();
  return useMutation({
    mutationFn: async () => {
      const query = { span, offset: utcOffset() };
      const page = await ask(api.GET("/admin/v1/report", { params: { query }, parseAs: "text" }));
      const name = reportName(new Date());
      return { name, path: await carrier.saveFile(name, page) };
    },
    onSuccess: ({ name, path }) => say(path ? text.savedAt(path) : text.saved(name)),
    onError: (error) => complain(asApiError(error)),
  });
}
