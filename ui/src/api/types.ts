//! Short names for what the contract describes.

import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type AccessKey = Schemas["AccessKey"];
export type App = Schemas["App"];
export type AppCredentials = Schemas["AppCredentials"];
export type Approval = Schemas["Approval"];
export type Capability = Schemas["Capability"];
export type Channel = Schemas["Channel"];
export type ChannelAccess = Schemas["ChannelAccess"];
export type ChannelState = Schemas["ChannelState"];
export type Connection = Schemas["Connection"];
export type Counters = Schemas["Counters"];
export type CreateChannel = Schemas["CreateChannel"];
export type CreateToken = Schemas["CreateToken"];
export type Decision = Schemas["Decision"];
export type Endpoint = Schemas["Endpoint"];
export type Environment = Schemas["Environment"];
export type Grant = Schemas["Grant"];
export type Imported = Schemas["Imported"];
export type Info = Schemas["Info"];
export type Inspection = Schemas["Inspection"];
export type JournalEntry = Schemas["JournalEntry"];
export type Limits = Schemas["Limits"];
export type Message = Schemas["Message"];
export type Preferences = Schemas["Preferences"];
export type Presence = Schemas["Presence"];
export type Probe = Schemas["Probe"];
export type Project = Schemas["Project"];
export type ProjectKey = Schemas["ProjectKey"];
export type Retention = Schemas["Retention"];
export type Scope = Schemas["Scope"];
export type Server = Schemas["Server"];
export type Settings = Schemas["Settings"];
export type Snapshot = Schemas["Snapshot"];
export type StateVersion = Schemas["StateVersion"];
export type StreamFrame = Schemas["StreamFrame"];
export type Token = Schemas["Token"];
export type Traffic = Schemas["Traffic"];
export type TrafficKind = Schemas["TrafficKind"];
export type UpdateApp = Schemas["UpdateApp"];
export type UpdateToken = Schemas["UpdateToken"];
export type Visibility = Schemas["Visibility"];
export type Who = Schemas["Who"];
