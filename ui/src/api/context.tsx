//! The server and the app that the window is looking at, for every feature to use.

import { createContext, type ReactNode, useContext } from "react";
import type { Carrier } from "../platform";
import type { Api } from "./client";
import type { AdminStream } from "./stream";
import type { App } from "./types";

export interface Place {
  /** Calls to the server in view. */
  api: Api;
  stream: AdminStream;
  /** Id of the server in view. */
  server: string;
  /** The seam to whatever is around the page: `carrier.desktop`, `carrier.saveFile`. */
  carrier: Carrier;
  /** The app in view. */
  app: App;
  /** Puts another app into view. */
  switchApp(id: string): void;
}

const PlaceContext = createContext<Place | null>(null);

export function PlaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("usePlace is for components below PlaceProvider");
  return place;
}
