import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  redirect,
} from "@tanstack/react-router";
import type { Server } from "../api/types";
import { Trouble } from "../components/states";
import { ApprovalsView } from "../features/approvals/view";
import { AppView } from "../features/apps/app-view";
import { AppsView } from "../features/apps/view";
import { ChannelView } from "../features/channels/channel-view";
import { channelsSearch } from "../features/channels/model";
import { ChannelsView } from "../features/channels/view";
import { ConnectionView } from "../features/connections/connection-view";
import { connectionsSearch } from "../features/connections/model";
import { ConnectionsView } from "../features/connections/view";
import { LiveView } from "../features/live/view";
import { overviewSearch } from "../features/overview/model";
import { OverviewView } from "../features/overview/view";
import { SettingsView } from "../features/settings/view";
import { InspectView } from "../features/tokens/inspect-view";
import { tokensSearch } from "../features/tokens/model";
import { TokenView } from "../features/tokens/token-view";
import { TokensView } from "../features/tokens/view";
import { strings } from "../lib/strings";
import { chosenPage } from "./chosen";
import { Frame } from "./frame";

/** What the frame around the pages needs to know. */
export interface FrameContext {
  server: Server;
  /** All that this window knows, the one in view among them. */
  servers: Server[];
}

const root = createRootRouteWithContext<FrameContext>()({
  component: Frame,
  notFoundComponent: () => null,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: overviewSearch,
  component: OverviewView,
});
const live = createRoute({ getParentRoute: () => root, path: "/live", component: LiveView });
const channels = createRoute({
  getParentRoute: () => root,
  path: "/channels",
  validateSearch: channelsSearch,
  component: ChannelsView,
});
const channel = createRoute({
  getParentRoute: () => root,
  path: "/channels/$name",
  component: function ChannelPage() {
    const { name } = channel.useParams();
    return <ChannelView key={name} name={name} />;
  },
});
const connections = createRoute({
  getParentRoute: () => root,
  path: "/connections",
  validateSearch: connectionsSearch,
  component: ConnectionsView,
});
const connection = createRoute({
  getParentRoute: () => root,
  path: "/connections/$id",
  component: function ConnectionPage() {
    const { id } = connection.useParams();
    return <ConnectionView key={id} id={id} />;
  },
});
const approvals = createRoute({ getParentRoute: () => root, path: "/approvals", component: ApprovalsView });
const apps = createRoute({ getParentRoute: () => root, path: "/apps", component: AppsView });
const app = createRoute({
  getParentRoute: () => root,
  path: "/apps/$app",
  component: function AppPage() {
    const { app: id } = app.useParams();
    return <AppView key={id} id={id} />;
  },
});
const tokens = createRoute({
  getParentRoute: () => root,
  path: "/tokens",
  validateSearch: tokensSearch,
  component: TokensView,
});
const inspect = createRoute({ getParentRoute: () => root, path: "/tokens/inspect", component: InspectView });
const token = createRoute({
  getParentRoute: () => root,
  path: "/tokens/$tail",
  component: function TokenPage() {
    const { tail } = token.useParams();
    return <TokenView key={tail} tail={tail} />;
  },
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$section", params: { section: "server" }, replace: true });
  },
});
const section = createRoute({
  getParentRoute: () => root,
  path: "/settings/$section",
  component: function SettingsPage() {
    return <SettingsView section={section.useParams().section} />;
  },
});
const elsewhere = createRoute({
  getParentRoute: () => root,
  path: "$",
  beforeLoad: () => {
    throw redirect({ to: "/" });
  },
});

/** A page that broke; the frame around it goes on. */
function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <Trouble
      className="m-6"
      error={{
        code: "PAGE_FAILED",
        message: strings.common.pageFailed,
        detail: error instanceof Error ? error.message : String(error),
      }}
      retry={reset}
    />
  );
}

// Whoever names a page gets it; else it goes on where it was left.
if (location.hash === "" && chosenPage.get() !== "") location.hash = chosenPage.get();

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    live,
    channels,
    channel,
    connections,
    connection,
    tokens,
    inspect,
    token,
    approvals,
    apps,
    app,
    settings,
    section,
    elsewhere,
  ]),
  history: createHashHistory(),
  scrollRestoration: true,
  defaultErrorComponent: PageError,
  // The root component gives the real one before anything is shown.
  context: undefined as unknown as FrameContext,
});

router.subscribe("onResolved", ({ toLocation }) => chosenPage.set(toLocation.href));

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
