//! Short names for what the contract describes.

import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type App = Schemas["App"];
export type Approval = Schemas["Approval"];
export type Capability = Schemas["Capability"];
export type Channel = Schemas["Channel"];
export type ChannelState = Schemas["ChannelState"];
export type Connection = Schemas["Connection"];
export type Counters = Schemas["Counters"];
export type CreateChannel = Schemas["CreateChannel"];
export type Decision = Schemas["Decision"];
export type Endpoint = Schemas["Endpoint"];
export type Environment = Schemas["Environment"];
export type Info = Schemas["Info"];
export type JournalEntry = Schemas["JournalEntry"];
export type Message = Schemas["Message"];
export type Presence = Schemas["Presence"];
export type Probe = Schemas["Probe"];
export type Scope = Schemas["Scope"];
export type Server = Schemas["Server"];
export type StreamFrame = Schemas["StreamFrame"];
export type Token = Schemas["Token"];
export type Traffic = Schemas["Traffic"];
export type TrafficKind = Schemas["TrafficKind"];
export type Visibility = Schemas["Visibility"];
export type Who = Schemas["Who"];
