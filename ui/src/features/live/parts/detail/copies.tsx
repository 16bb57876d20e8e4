import { useQueryClient } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { usePlace } from "../../../../api/context";
import { asApiError } from "../../../../api/error";
import { addresses } from "../../../../api/snippets";
import { messageCurl, messageScript } from "../../../../api/snippets/message";
import type { Traffic } from "../../../../api/types";
import { useQueries } from "../../../../api/use-queries";
import { IconButton } from "../../../../components/button";
import { Menu } from "../../../../components/menu";
import { complain, mention, say } from "../../../../components/toast";
import { pretty, prettyText } from "../../../../lib/json";
import { detail } from "../../../../lib/strings/detail";
import { isCut } from "../../cut";

const text = detail.copies;

type What = "payload" | "event" | "curl" | "script";

/** Ways to take an event along. Code that publishes it holds the app's own credential, read when it is asked for. */
export function Copies({ row }: { row: Traffic }) {
  const { app } = usePlace();
  const queries = useQueries();
  const client = useQueryClient();
  const published = row.kind === "message" && row.channel != null && row.event != null;

  const write = async (what: What): Promise<string> => {
    if (what === "payload") return prettyText(row.payload ?? "");
    if (what === "event") return pretty(row);
    const [credentials, info] = await Promise.all([
      client.fetchQuery(queries.credentials(row.app ?? app.id)),
      client.fetchQuery(queries.info()),
    ]);
    const from = {
      projectToken: credentials.project_token,
      restUrl: addresses(info)?.restUrl ?? "",
    };
    const said = { channel: row.channel ?? "", event: row.event ?? "", payload: row.payload ?? "null" };
    return what === "curl" ? messageCurl(from, said) : messageScript(from, said);
  };
  const copy = async (what: What) => {
    try {
      await navigator.clipboard.writeText(await write(what));
      if (what !== "event" && isCut(row)) mention(text.cut);
      else say(text.copied(text[what]));
    } catch (thrown) {
      complain(asApiError(thrown));
    }
  };
  const offered: What[] = ["payload", "event", ...(published ? (["curl", "script"] as const) : [])];
  return (
    <Menu
      label={text.menu}
      align="end"
      trigger={<IconButton label={text.menu} icon={<Copy aria-hidden />} />}
      items={offered.map((what) => ({ key: what, label: text[what], onSelect: () => void copy(what) }))}
    />
  );
}
