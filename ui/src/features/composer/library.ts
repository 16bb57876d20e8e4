import { savedMessages } from "./saved";

/** The saved messages of this window. */
export const library = savedMessages();
