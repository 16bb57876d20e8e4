import { useQuery } from "@tanstack/react-query";
import { usePlace } from "../../../api/context";
import { useQueries } from "../../../api/use-queries";
import { strings } from "../../../lib/strings";

/** Names the app, unless it is the one in view. */
export function AppName({ id }: { id: string }) {
  const { app } = usePlace();
  const apps = useQuery(useQueries().apps());
  if (id === app.id) return null;
  const name = apps.data?.find((one) => one.id === id)?.name ?? id;
  return <span className="text-dim"> {strings.approvals.inApp(name)}</span>;
}
