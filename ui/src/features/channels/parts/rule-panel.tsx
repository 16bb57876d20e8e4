import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import type { Channel } from "../../../api/types";
import { useQueries } from "../../../api/use-queries";
import { Panel } from "../../../components/panel";
import { Skeleton, Trouble } from "../../../components/states";
import { Tag } from "../../../components/tag";
import { sentence } from "../../../lib/format";
import { strings } from "../../../lib/strings";
import { Joins } from "./joins";
import { type Chosen, TokenField } from "./token-field";

const text = strings.channels.resolve;

/** Which rule applies, who may join, and what can be done now. */
export function RulePanel({ channel }: { channel: Channel }) {
  const { app } = usePlace();
  const [token, setToken] = useState<Chosen>();
  const query = useQuery({
    ...useQueries().resolution(app.id, channel.name, app.join_mode, token?.id),
    placeholderData: keepPreviousData,
  });
  const found = query.data;
  return (
    <Panel title={text.title}>
      {!found ? (
        query.error ? (
          <Trouble error={asApiError(query.error)} retry={() => void query.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )
      ) : (
        <div className="flex flex-col gap-2.5">
          <p data-testid="channel-rule" className="selectable">
            {sentence(found.rule)}
          </p>
          <div aria-live="polite">
            <Joins joins={found.joins} />
          </div>
          <TokenField label={text.checkToken} onChoose={setToken} />
          <p className="flex flex-wrap items-center gap-1 text-row text-dim" data-testid="channel-verbs">
            {text.verbs}
            {found.verbs.map((verb) => (
              <Tag key={verb}>{text.verbWords[verb] ?? verb}</Tag>
            ))}
          </p>
        </div>
      )}
    </Panel>
  );
}
