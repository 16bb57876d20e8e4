import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRightLeft, Plus } from "lucide-react";
import { useState } from "react";
import { usePlace } from "../../api/context";
import { asApiError } from "../../api/error";
import { useMay } from "../../api/may";
import type { App } from "../../api/types";
import { useQueries } from "../../api/use-queries";
import { Button } from "../../components/button";
import { CopyId } from "../../components/copy";
import { ABOVE_ROW_LINK, type Column, DataTable, ROW_LINK } from "../../components/data-table";
import { Page } from "../../components/panel";
import { Skeleton, Trouble } from "../../components/states";
import { Tag } from "../../components/tag";
import { say } from "../../components/toast";
import { count, stamp } from "../../lib/format";
import { useShortcut } from "../../lib/shortcuts";
import { strings } from "../../lib/strings";
import { CreateAppDialog } from "./parts/create-dialog";

const text = strings.apps;

/** All apps of the server. */
export function AppsView() {
  const { app, switchApp } = usePlace();
  const apps = useQuery(useQueries().apps());
  const { may, refused } = useMay("manage");
  const [creating, setCreating] = useState(false);
  useShortcut("c", may ? () => setCreating(true) : null, text.create);

  const { columns: titles } = text;
  const columns: Column<App>[] = [
    {
      key: "name",
      label: titles.name,
      width: "minmax(140px,1.6fr)",
      cell: (one) => (
        <>
          <Link to="/apps/$app" params={{ app: one.id }} title={one.name} {...ROW_LINK}>
            {one.name}
          </Link>
          {one.id === app.id && <Tag meaning="accent">{text.inView}</Tag>}
        </>
      ),
    },
    {
      key: "id",
      label: titles.id,
      width: "minmax(120px,1fr)",
      from: 760,
      cell: (one) => <CopyId id={one.id} className={ABOVE_ROW_LINK} />,
    },
    {
      key: "mode",
      label: titles.mode,
      width: "110px",
      from: 720,
      cell: (one) => <span className="truncate text-dim">{text.joins.modes[one.join_mode]}</span>,
    },
    ...(["channels", "tokens", "connections"] as const).map(
      (key): Column<App> => ({
        key,
        label: titles[key],
        width: "88px",
        align: "right",
        cell: (one) => count(one[key]),
      }),
    ),
    {
      key: "created",
      label: titles.created,
      width: "136px",
      align: "right",
      from: 1000,
      cell: (one) => <span className="tnum text-dim">{stamp(one.created_at)}</span>,
    },
    {
      key: "verb",
      label: titles.verb,
      width: "96px",
      align: "right",
      cell: (one) =>
        one.id !== app.id && (
          <Button
            tone="quiet"
            className={ABOVE_ROW_LINK}
            icon={<ArrowRightLeft aria-hidden />}
            aria-label={`${text.switchTo}: ${one.name}`}
            onClick={() => {
              switchApp(one.id);
              say(text.switched(one.name));
            }}
          >
            {text.switchShort}
          </Button>
        ),
    },
  ];
  return (
    <Page
      fixed
      title={text.title}
      about={text.about}
      verbs={
        <Button
          tone="primary"
          icon={<Plus aria-hidden />}
          keys="c"
          refused={refused}
          onClick={() => setCreating(true)}
        >
          {text.create}
        </Button>
      }
    >
      {apps.data ? (
        <DataTable
          label={text.title}
          columns={columns}
          rows={apps.data}
          keyOf={(one) => one.id}
          testId="app-row"
        />
      ) : apps.error ? (
        <Trouble error={asApiError(apps.error)} retry={() => void apps.refetch()} className="m-4 max-w-xl" />
      ) : (
        <Skeleton rows={3} className="max-w-3xl p-4" />
      )}
      {creating && <CreateAppDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}
