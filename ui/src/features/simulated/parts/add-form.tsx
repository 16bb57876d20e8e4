import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { type Api, ask } from "../../../api/client";
import { usePlace } from "../../../api/context";
import { asApiError } from "../../../api/error";
import { useMay } from "../../../api/may";
import type { SimulatedClient } from "../../../api/types";
import { useChannelOptions, useTokenOptions } from "../../../api/use-options";
import { useQueries } from "../../../api/use-queries";
import { Button } from "../../../components/button";
import { Combobox } from "../../../components/combobox";
import { Input, Select } from "../../../components/field";
import { complain } from "../../../components/toast";
import { simulated as text } from "../../../lib/strings/simulated";
import { fitsDialect, MOST_CLIENTS, personaKind, requestOf } from "../model";

/** Makes clients: which dialect, as whom, into which channel, how many. */
export function AddForm({ desktop, clients }: { desktop: Api; clients: readonly SimulatedClient[] }) {
  const { server, app } = usePlace();
  const { refused } = useMay("manage");
  const dialects = useQuery(useQueries().info()).data?.dialects ?? [];
  const id = useId();
  const [chosen, setChosen] = useState<string>();
  const [persona, setPersona] = useState<{ id: string | null; typed: string }>({ id: null, typed: "" });
  const [channel, setChannel] = useState("");
  const [count, setCount] = useState("1");
  const dialect = dialects.find((one) => one.name === chosen) ?? dialects[0];
  const offers = useTokenOptions(persona.id === null ? persona.typed : "");
  const channels = useChannelOptions(channel);
  const somebody = dialect && personaKind(dialect) !== "nobody";
  const token = somebody && persona.id !== null && fitsDialect(persona.id, dialect) ? persona.id : null;
  const request =
    dialect &&
    requestOf({ dialect: dialect.name, token, channel, count }, { server, app: app.id }, clients.length);
  const add = useMutation({
    mutationFn: (body: NonNullable<typeof request>) => ask(desktop.POST("/app/v1/simulated", { body })),
    onError: (error) => complain(asApiError(error)),
  });
  const left = MOST_CLIENTS - clients.length;
  return (
    <form
      aria-label={text.add}
      className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-3 text-label text-dim"
      onSubmit={(event) => {
        event.preventDefault();
        if (request && !add.isPending && !refused) add.mutate(request);
      }}
    >
      <Select
        aria-label={text.dialect}
        className="w-28"
        value={dialect?.name}
        onChange={(event) => setChosen(event.target.value)}
      >
        {dialects.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {somebody && (
        <>
          <span aria-hidden>{text.persona.toLowerCase()}</span>
          <div className="flex w-36">
            <Combobox
              label={text.persona}
              up
              placeholder={text.anonymous}
              text={persona.typed}
              searching={offers.searching}
              options={offers.options.filter(({ value }) => fitsDialect(value, dialect))}
              onType={(typed) => setPersona({ id: null, typed })}
              onPick={({ value, label }) => setPersona({ id: value, typed: label })}
              onLeave={() => {
                if (persona.id === null) setPersona({ id: null, typed: "" });
              }}
            />
          </div>
        </>
      )}
      <span aria-hidden>{text.channel.toLowerCase()}</span>
      <div className="flex w-40">
        <Combobox
          {...channels}
          label={text.channel}
          up
          placeholder={text.channelHint}
          text={channel}
          onType={setChannel}
          onPick={({ value }) => setChannel(value)}
        />
      </div>
      <span aria-hidden>×</span>
      <Input
        className="w-12"
        inputMode="numeric"
        aria-label={text.count}
        aria-invalid={request ? undefined : true}
        aria-describedby={request ? undefined : `${id}-wrong`}
        value={count}
        onChange={(event) => setCount(event.target.value)}
      />
      <Button type="submit" icon={<Plus aria-hidden />} busy={add.isPending} refused={refused}>
        {text.addVerb}
      </Button>
      <span id={`${id}-wrong`} className="min-w-0 flex-1 truncate text-red">
        {dialect && !request && text.countWrong(left)}
      </span>
      <span className="tnum">{text.limit(clients.length, MOST_CLIENTS)}</span>
    </form>
  );
}
