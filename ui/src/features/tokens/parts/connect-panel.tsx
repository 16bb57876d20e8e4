import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { addresses, joinable, snippet } from "../../../api/snippets";
import type { Token } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { IconButton } from "../../../components/button";
import { CopyButton } from "../../../components/copy";
import { Select } from "../../../components/field";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { strings } from "../../../lib/strings";
import { maskOf } from "../model";

const text = strings.tokens.connect;

/** Code of a client that connects with this very token. */
export function ConnectPanel({ token }: { token: Token }) {
  const { app } = usePlace();
  const queries = useQueries();
  const info = useQuery(queries.info());
  const names = useQuery(queries.channelNames(app.id, ""));
  const channelField = useId();
  const [shown, setShown] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const error = info.error ?? names.error;
  const channels = joinable(names.data?.items ?? [], true).map((one) => one.name);
  const channel = chosen && channels.includes(chosen) ? chosen : channels[0];
  const where = info.data && addresses(info.data);
  const code = (id: string) =>
    where && channel
      ? snippet("leap", "browser", { ...where, projectId: app.id, projectToken: "", token: id, channel })
      : "";
  const ready = where !== undefined && channel !== undefined;
  return (
    <Panel
      title={text.title}
      end={
        ready && (
          <span className="-mr-2 flex items-center">
            <IconButton
              label={shown ? text.hide : text.show}
              pressed={shown}
              icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              onClick={() => setShown(!shown)}
            />
            <CopyButton small text={code(token.id)} />
          </span>
        )
      }
    >
      {ready ? (
        <>
          <p className="mb-2 flex flex-wrap items-center gap-2 text-row text-dim">
            {text.about}
            <span className="ml-auto flex items-center gap-2">
              <label htmlFor={channelField}>{text.channel}</label>
              <Select
                id={channelField}
                className="w-40"
                value={channel}
                onChange={(event) => setChosen(event.target.value)}
              >
                {channels.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            </span>
          </p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            data-testid="token-snippet"
            className="max-h-72 overflow-auto rounded-control border border-line bg-canvas p-2 font-mono text-row leading-[18px] selectable"
          >
            {code(shown ? token.id : maskOf(token.id))}
          </pre>
        </>
      ) : error ? (
        <Trouble error={asApiError(error)} />
      ) : info.data && names.data ? (
        <p className="text-dim">{where ? text.none : text.unavailable}</p>
      ) : (
        <Skeleton rows={4} />
      )}
    </Panel>
  );
}
