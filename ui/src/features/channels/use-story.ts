import { useEffect, useMemo } from "react";
import { ask } from "../../api/client";
import { usePlace } from "../../api/context";
import { AdminStream } from "../../api/stream";
import type { Channel } from "../../api/types";
import { termText } from "../../lib/filter-term";
import { useStore } from "../../lib/store";
import { linesOf } from "./story";
import { PAGE, StoryReader, type Told } from "./story-reader";

/** The story of a channel, read as long as its page is shown. */
export function useStory(channel: Channel): { reader: StoryReader; told: Told } {
  const { api, app, carrier, server } = usePlace();
  const { name } = channel;
  const kept = channel.capabilities.includes("persistent");
  const reader = useMemo(
    () =>
      new StoryReader(
        (part) =>
          ask(
            api.GET("/admin/v1/apps/{app}/channels/{channel}/messages", {
              params: { path: { app: app.id, channel: name }, query: { limit: PAGE, ...part } },
            }),
          ),
        kept,
      ),
    [api, app.id, name, kept],
  );
  useEffect(() => {
    const filter = [
      termText({ key: "app", value: app.id, exclude: false }),
      termText({ key: "channel", value: name, exclude: false }),
    ].join(" ");
    const query = new URLSearchParams({ traffic: "true", filter });
    const stream = new AdminStream(carrier, server, () => `?${query}`);
    const undo = [
      stream.on("batch", ({ traffic }) => reader.live(linesOf(traffic, app.id, name))),
      // What came before it was open is read, the first time too.
      stream.on("opened", () => reader.resume()),
    ];
    stream.start();
    void reader.latest();
    return () => {
      for (const one of undo) one();
      stream.stop();
    };
  }, [reader, carrier, server, app.id, name]);
  return { reader, told: useStore(reader) };
}
