//! The admin API, version 1, as values: what is asked, what is answered, what is streamed; and its OpenAPI document.
//!
//! The dashboard, the `client` crate and the server all speak these types; the document is generated from them and
//! kept in `openapi.json` beside this crate, so that a change shows in review. Absent on purpose: transport.

mod access;
mod app;
mod approval;
mod channel;
mod chart;
mod client;
mod connection;
pub mod desktop;
mod error;
mod filter;
mod info;
mod journey;
pub mod operations;
mod project;
mod snapshot;
mod stream;
mod token;

pub use access::{AccessKey, CreateAccessKey, CreatedAccessKey, Scope};
pub use app::{
    App, AppCredentials, CreateApp, JoinMode, Limits, ListQuery, ProjectKey, Retention, RotateKey, UpdateApp,
    UpdateLimits,
};
pub use approval::{Answer, Approval, Decider, Decision, JournalEntry, JournalQuery, Outcome, Term};
pub use channel::{
    Admission, Capability, Channel, ChannelState, Channels, CreateChannel, History, HistoryQuery, JoinRule,
    Message, Presence, PresenceChange, PresentMember, Publish, PublishBatch, Published, PublishedBatch,
    PutState, Resolution, Resolve, RestoreState, StateVersion, Subscribe, Subscription, UpdateChannel,
    VersionsQuery, Visibility,
};
pub use chart::{Chart, ChartLine, ChartQuery, Figure, PlotArea, ReportQuery, Theme};
pub use client::{CreateClient, Mint, Minted, RotateSigningKey, SigningKey, UpdateClient};
pub use connection::{
    Connection, ConnectionDetail, Connections, ConnectionsQuery, DisconnectQuery, RefusalsQuery, Refused,
    Remedy, RemedyAction, SubjectKind, TimelineEntry, Who,
};
pub use error::{ErrorBody, ErrorDetail};
pub use filter::{Completion, FilterChip, FilterError, FilterRead, FilterText};
pub use info::{
    Counters, DialectInfo, Endpoint, Health, Info, Point, Probe, ProbeStep, Series, SeriesQuery, Settings,
    Span,
};
pub use journey::{Arrival, ArrivalOutcome, Journey, SkipReason};
pub use operations::document;
pub use project::{
    ExportQuery, ImportQuery, Imported, Project, ProjectApp, ProjectChannel, ProjectPersona, SecretRef,
    Secrets,
};
pub use snapshot::{RestoredSnapshot, Snapshot, TakeSnapshot};
pub use stream::{Direction, StreamFrame, StreamQuery, Traffic, TrafficKind};
pub use token::{
    ChannelAccess, CreateToken, GiveGrant, Grant, GrantsQuery, InspectToken, Inspection, SendDirect,
    SentDirect, SignedCredential, Token, TokenKind, TokenVerdict, Tokens, TokensQuery, UpdateToken,
};

/// Where the API lives on its listener.
pub const BASE: &str = "/admin/v1";
