//! What the user looked at last; remembered.

import { remembered } from "../lib/store";

const any = () => true;

/** Id of the server in view; empty: the first one. */
export const chosenServer = remembered<string>("switchboard.server", "", any);

/** Address of the page in view: where the next start begins. */
export const chosenPage = remembered<string>("switchboard.page", "", (page) => page.startsWith("/"));

/** Id of the app in view; empty: the first one. */
export const chosenApp = remembered<string>("switchboard.app", "", any);
