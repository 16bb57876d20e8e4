//! Every operation of the API, once: method, path, what goes in, what comes out. Nothing here runs; the server's
//! routes are checked against this list by a test.

use utoipa::OpenApi;

use crate::{
    AccessKey, App, AppCredentials, Approval, Channel, ChannelState, Channels, Chart, ChartQuery,
    ConnectionDetail, Connections, ConnectionsQuery, CreateAccessKey, CreateApp, CreateChannel, CreateClient,
    CreateToken, CreatedAccessKey, Decision, DisconnectQuery, ErrorBody, ExportQuery, Figure, FilterRead,
    FilterText, GiveGrant, Grant, GrantsQuery, Health, History, HistoryQuery, ImportQuery, Imported, Info,
    InspectToken, Inspection, JournalEntry, JournalQuery, Journey, ListQuery, Mint, Minted, Presence, Probe,
    Project, Publish, PublishBatch, Published, PublishedBatch, PutState, RefusalsQuery, Refused, ReportQuery,
    Resolution, Resolve, RestoreState, RestoredSnapshot, RotateKey, RotateSigningKey, Secrets, SendDirect,
    SentDirect, Series, SeriesQuery, Settings, Snapshot, Span, StateVersion, StreamFrame, StreamQuery,
    Subscribe, Subscription, TakeSnapshot, Theme, Token, TokenKind, Tokens, TokensQuery, UpdateApp,
    UpdateChannel, UpdateClient, UpdateToken, VersionsQuery, desktop,
};

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $name:ident $method:ident $path:literal ($($rest:tt)*))*) => {
        $(
            $(#[doc = $doc])+
            #[utoipa::path($method, path = $path, tag = "admin", $($rest)*)]
            pub fn $name() {}
        )*

        #[derive(OpenApi)]
        #[openapi(
            info(
                title = "Switchboard admin API",
                description = "Manages and inspects one server. `Authorization: Bearer <key>` on every call. Reading needs a key \
                    of scope `read`, answering approvals `approve`, everything else `manage`. Every error has the \
                    body `{error: {code, message, detail?}}`.",
                version = "1",
                license(name = "MIT OR Apache-2.0"),
            ),
            paths($($name),*),
            components(schemas(StreamFrame, Span, Figure, Theme, TokenKind, Secrets, Health)),
        )]
        struct Document;
    };
}

operations! {
    /// What this server is and what it can do.
    info get "/admin/v1/info" (responses((status = 200, body = Info), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))
    /// Connects a real client to the server, publishes a message and waits for it.
    probe post "/admin/v1/probe" (responses((status = 200, body = Probe)))
    /// What was counted, over time.
    series get "/admin/v1/series" (params(SeriesQuery), responses((status = 200, body = Series), (status = 400, body = ErrorBody)))
    /// How the server is set up.
    settings get "/admin/v1/settings" (responses((status = 200, body = Settings)))
    /// Keys of this API, oldest first.
    list_keys get "/admin/v1/keys" (responses((status = 200, body = Vec<AccessKey>)))
    /// Makes a key. Only this answer has the key itself.
    create_key post "/admin/v1/keys" (request_body = CreateAccessKey, responses((status = 201, body = CreatedAccessKey), (status = 400, body = ErrorBody)))
    /// Takes a key back, at once; its streams end.
    delete_key delete "/admin/v1/keys/{key}" (params(("key" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// Snapshots of the whole data, newest first.
    list_snapshots get "/admin/v1/snapshots" (responses((status = 200, body = Vec<Snapshot>), (status = 409, body = ErrorBody)))
    /// Takes a snapshot.
    take_snapshot post "/admin/v1/snapshots" (request_body = TakeSnapshot, responses((status = 201, body = Snapshot), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))
    /// Goes back to a snapshot. What came after it is gone; every connection is closed and may come back.
    restore_snapshot post "/admin/v1/snapshots/{snapshot}/restore" (params(("snapshot" = String, Path)), responses((status = 200, body = RestoredSnapshot), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))
    /// Deletes a snapshot.
    delete_snapshot delete "/admin/v1/snapshots/{snapshot}" (params(("snapshot" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// Apps, channels and personas as a project file.
    export_project get "/admin/v1/project" (params(ExportQuery), responses((status = 200, body = Project), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Brings apps, channels and personas to what a project file says. Deletes nothing.
    import_project post "/admin/v1/project" (params(ImportQuery), request_body = Project, responses((status = 200, body = Imported), (status = 400, body = ErrorBody)))
    /// All apps, oldest first.
    list_apps get "/admin/v1/apps" (responses((status = 200, body = Vec<App>)))
    /// Makes an app.
    create_app post "/admin/v1/apps" (request_body = CreateApp, responses((status = 201, body = App), (status = 400, body = ErrorBody)))
    /// One app.
    get_app get "/admin/v1/apps/{app}" (params(("app" = String, Path)), responses((status = 200, body = App), (status = 404, body = ErrorBody)))
    /// Changes an app.
    update_app patch "/admin/v1/apps/{app}" (params(("app" = String, Path)), request_body = UpdateApp, responses((status = 200, body = App), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Deletes an app with all that is in it; its connections are closed.
    delete_app delete "/admin/v1/apps/{app}" (params(("app" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// The credentials of an app's backend.
    get_credentials get "/admin/v1/apps/{app}/credentials" (params(("app" = String, Path)), responses((status = 200, body = AppCredentials), (status = 404, body = ErrorBody)))
    /// Makes a new credential for an app's backend; the present ones run out.
    rotate_key post "/admin/v1/apps/{app}/credentials/rotate" (params(("app" = String, Path)), request_body = RotateKey, responses((status = 200, body = AppCredentials), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Makes a new secret for the credentials of an app's clients; the present ones run out.
    rotate_signing_key post "/admin/v1/apps/{app}/signing-keys" (params(("app" = String, Path)), request_body = RotateSigningKey, responses((status = 200, body = AppCredentials), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 429, body = ErrorBody)))
    /// Makes a credential for a client. Only this answer has it.
    mint post "/admin/v1/apps/{app}/mint" (params(("app" = String, Path)), request_body = Mint, responses((status = 200, body = Minted), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// What the server makes of a channel's name.
    resolve post "/admin/v1/apps/{app}/resolve" (params(("app" = String, Path)), request_body = Resolve, responses((status = 200, body = Resolution), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Registers a client.
    create_client post "/admin/v1/apps/{app}/clients" (params(("app" = String, Path)), request_body = CreateClient, responses((status = 201, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 429, body = ErrorBody)))
    /// Changes what is kept of a registered client.
    update_client patch "/admin/v1/apps/{app}/clients/{client}" (params(("app" = String, Path), ("client" = String, Path)), request_body = UpdateClient, responses((status = 200, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// The tokens and clients of an app, newest first.
    list_tokens get "/admin/v1/apps/{app}/tokens" (params(("app" = String, Path), TokensQuery), responses((status = 200, body = Tokens), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Makes a token.
    create_token post "/admin/v1/apps/{app}/tokens" (params(("app" = String, Path)), request_body = CreateToken, responses((status = 201, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// What a text is worth as a credential of a client.
    inspect_token post "/admin/v1/inspect" (request_body = InspectToken, responses((status = 200, body = Inspection), (status = 400, body = ErrorBody)))
    /// One token or client.
    get_token get "/admin/v1/apps/{app}/tokens/{token}" (params(("app" = String, Path), ("token" = String, Path)), responses((status = 200, body = Token), (status = 404, body = ErrorBody)))
    /// Changes a token, or the state of a registered client.
    update_token patch "/admin/v1/apps/{app}/tokens/{token}" (params(("app" = String, Path), ("token" = String, Path)), request_body = UpdateToken, responses((status = 200, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Deletes a token or client; its connections are closed.
    delete_token delete "/admin/v1/apps/{app}/tokens/{token}" (params(("app" = String, Path), ("token" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// States that a token has, or had, newest first.
    list_token_states get "/admin/v1/apps/{app}/tokens/{token}/states" (params(("app" = String, Path), ("token" = String, Path), VersionsQuery), responses((status = 200, body = Vec<StateVersion>), (status = 404, body = ErrorBody)))
    /// Makes a former state of a token the present one again, as a new version.
    restore_token_state post "/admin/v1/apps/{app}/tokens/{token}/states/restore" (params(("app" = String, Path), ("token" = String, Path)), request_body = RestoreState, responses((status = 200, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Sends a message to all connections of a token.
    message_token post "/admin/v1/apps/{app}/tokens/{token}/messages" (params(("app" = String, Path), ("token" = String, Path)), request_body = SendDirect, responses((status = 200, body = SentDirect), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Standing permissions for private channels, by channel.
    list_grants get "/admin/v1/apps/{app}/grants" (params(("app" = String, Path), GrantsQuery), responses((status = 200, body = Vec<Grant>), (status = 404, body = ErrorBody)))
    /// The channels of an app, by name.
    list_channels get "/admin/v1/apps/{app}/channels" (params(("app" = String, Path), ListQuery), responses((status = 200, body = Channels), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Makes a channel.
    create_channel post "/admin/v1/apps/{app}/channels" (params(("app" = String, Path)), request_body = CreateChannel, responses((status = 201, body = Channel), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// One channel.
    get_channel get "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = Channel), (status = 404, body = ErrorBody)))
    /// Closes, opens or changes a channel.
    update_channel patch "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), request_body = UpdateChannel, responses((status = 200, body = Channel), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Deletes a channel with its history and state.
    delete_channel delete "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// Who is in a channel now, and who came and went.
    get_presence get "/admin/v1/apps/{app}/channels/{channel}/presence" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = Presence), (status = 404, body = ErrorBody)))
    /// Who is subscribed to a channel, live or not.
    list_subscriptions get "/admin/v1/apps/{app}/channels/{channel}/subscriptions" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = Vec<Subscription>), (status = 404, body = ErrorBody)))
    /// Subscribes a token; its live connections are in the channel at once.
    subscribe put "/admin/v1/apps/{app}/channels/{channel}/subscriptions/{token}" (params(("app" = String, Path), ("channel" = String, Path), ("token" = String, Path)), request_body = Subscribe, responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Ends a token's subscription.
    unsubscribe delete "/admin/v1/apps/{app}/channels/{channel}/subscriptions/{token}" (params(("app" = String, Path), ("channel" = String, Path), ("token" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// Gives a token a permission for a private channel.
    give_grant put "/admin/v1/apps/{app}/channels/{channel}/grants/{token}" (params(("app" = String, Path), ("channel" = String, Path), ("token" = String, Path)), request_body = GiveGrant, responses((status = 200, body = Grant), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Takes a permission back; the token's live subscription ends at once.
    revoke_grant delete "/admin/v1/apps/{app}/channels/{channel}/grants/{token}" (params(("app" = String, Path), ("channel" = String, Path), ("token" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// A channel's state.
    get_state get "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = ChannelState), (status = 404, body = ErrorBody)))
    /// Replaces a channel's state.
    put_state put "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), request_body = PutState, responses((status = 200, body = ChannelState), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Merges keys into a channel's state; a key replaces that key whole.
    patch_state patch "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), request_body = PutState, responses((status = 200, body = ChannelState), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// States that a channel has, or had, newest first.
    list_states get "/admin/v1/apps/{app}/channels/{channel}/states" (params(("app" = String, Path), ("channel" = String, Path), VersionsQuery), responses((status = 200, body = Vec<StateVersion>), (status = 404, body = ErrorBody)))
    /// Makes a former state the present one again, as a new version.
    restore_state post "/admin/v1/apps/{app}/channels/{channel}/states/restore" (params(("app" = String, Path), ("channel" = String, Path)), request_body = RestoreState, responses((status = 200, body = ChannelState), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// The history of a persistent channel.
    list_messages get "/admin/v1/apps/{app}/channels/{channel}/messages" (params(("app" = String, Path), ("channel" = String, Path), HistoryQuery), responses((status = 200, body = History), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Publishes a message as the backend.
    publish post "/admin/v1/apps/{app}/channels/{channel}/messages" (params(("app" = String, Path), ("channel" = String, Path)), request_body = Publish, responses((status = 200, body = Published), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))
    /// Publishes many messages as the backend, in this order; all or none are accepted.
    publish_batch post "/admin/v1/apps/{app}/channels/{channel}/messages/batch" (params(("app" = String, Path), ("channel" = String, Path)), request_body = PublishBatch, responses((status = 200, body = PublishedBatch), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))
    /// The live connections of an app, newest first.
    list_connections get "/admin/v1/apps/{app}/connections" (params(("app" = String, Path), ConnectionsQuery), responses((status = 200, body = Connections), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// One connection, also one that has gone lately, with what happened to it.
    get_connection get "/admin/v1/apps/{app}/connections/{connection}" (params(("app" = String, Path), ("connection" = String, Path)), responses((status = 200, body = ConnectionDetail), (status = 404, body = ErrorBody)))
    /// Closes a connection.
    disconnect delete "/admin/v1/apps/{app}/connections/{connection}" (params(("app" = String, Path), ("connection" = String, Path), DisconnectQuery), responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Sends a message to one connection alone.
    message_connection post "/admin/v1/apps/{app}/connections/{connection}/messages" (params(("app" = String, Path), ("connection" = String, Path)), request_body = SendDirect, responses((status = 200, body = SentDirect), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Puts a connection, with all of its session, into a channel.
    subscribe_connection put "/admin/v1/apps/{app}/connections/{connection}/subscriptions/{channel}" (params(("app" = String, Path), ("connection" = String, Path), ("channel" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Takes a connection, with all of its session, out of a channel.
    unsubscribe_connection delete "/admin/v1/apps/{app}/connections/{connection}/subscriptions/{channel}" (params(("app" = String, Path), ("connection" = String, Path), ("channel" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// The last refusals, newest first.
    list_refusals get "/admin/v1/refusals" (params(RefusalsQuery), responses((status = 200, body = Vec<Refused>), (status = 400, body = ErrorBody)))
    /// The private joins that wait, by deadline.
    list_approvals get "/admin/v1/approvals" (responses((status = 200, body = Vec<Approval>)))
    /// Answers a private join. The first answer wins; a later one gets 409 `ALREADY_DECIDED`.
    decide post "/admin/v1/approvals/{approval}/decision" (params(("approval" = String, Path)), request_body = Decision, responses((status = 200, body = JournalEntry), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// The last answers, newest first.
    list_journal get "/admin/v1/journal" (params(JournalQuery), responses((status = 200, body = Vec<JournalEntry>), (status = 400, body = ErrorBody)))
    /// Reads a filter, and completes it with what happened lately.
    filter post "/admin/v1/filter" (request_body = FilterText, responses((status = 200, body = FilterRead), (status = 400, body = ErrorBody)))
    /// The way of a message, by the id of its event in the stream.
    journey get "/admin/v1/journeys/{event}" (params(("event" = u64, Path)), responses((status = 200, body = Journey), (status = 404, body = ErrorBody)))
    /// What was counted, as a picture.
    chart get "/admin/v1/charts/{figure}" (params(("figure" = Figure, Path), ChartQuery), responses((status = 200, body = Chart), (status = 400, body = ErrorBody)))
    /// What was counted, as one HTML page with charts and figures.
    report get "/admin/v1/report" (params(ReportQuery), responses((status = 200, body = String, content_type = "text/html"), (status = 400, body = ErrorBody)))
    /// A WebSocket of `StreamFrame`s: traffic, changes, counters.
    stream get "/admin/v1/stream" (params(StreamQuery), responses((status = 101, description = "switching protocols")))
}

/// The OpenAPI document of the admin API and of the app's own operations, as pretty JSON with a final newline.
pub fn document() -> String {
    let mut all = Document::openapi();
    all.merge(desktop::document());
    let mut text = all.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_document_is_the_generated_one() {
        let committed = include_str!("../openapi.json");
        assert!(
            committed == super::document(),
            "openapi.json is out of date: run `cargo xtask gen`"
        );
    }
}
