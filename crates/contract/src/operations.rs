//! Every operation of the API, once: method, path, what goes in, what comes out. Nothing here runs; the server's
//! routes are checked against this list by a test.

use utoipa::OpenApi;

use crate::{
    App, AppCredentials, Approval, Channel, ChannelState, Connection, CreateApp, CreateChannel, CreateToken,
    Decision, ErrorBody, HistoryQuery, Info, JournalEntry, Message, Presence, Probe, Publish, Published,
    PutState, StreamFrame, StreamQuery, Token, UpdateApp, UpdateChannel, desktop,
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
                description = "Manages and inspects one server. `Authorization: Bearer <admin key>` on every call; \
                    every error has the body `{error: {code, message, detail?}}`.",
                version = "1",
                license(name = "MIT OR Apache-2.0"),
            ),
            paths($($name),*),
            components(schemas(StreamFrame)),
        )]
        struct Document;
    };
}

operations! {
    /// What this server is and what it can do.
    info get "/admin/v1/info" (responses((status = 200, body = Info), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))
    /// Connects a real client to the server, publishes a message and waits for it.
    probe post "/admin/v1/probe" (responses((status = 200, body = Probe)))
    /// All apps.
    list_apps get "/admin/v1/apps" (responses((status = 200, body = Vec<App>)))
    /// Makes an app.
    create_app post "/admin/v1/apps" (request_body = CreateApp, responses((status = 201, body = App), (status = 400, body = ErrorBody)))
    /// One app.
    get_app get "/admin/v1/apps/{app}" (params(("app" = String, Path)), responses((status = 200, body = App), (status = 404, body = ErrorBody)))
    /// Changes an app.
    update_app patch "/admin/v1/apps/{app}" (params(("app" = String, Path)), request_body = UpdateApp, responses((status = 200, body = App), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// The credentials of an app's backend.
    get_credentials get "/admin/v1/apps/{app}/credentials" (params(("app" = String, Path)), responses((status = 200, body = AppCredentials), (status = 404, body = ErrorBody)))
    /// The tokens of an app, oldest first.
    list_tokens get "/admin/v1/apps/{app}/tokens" (params(("app" = String, Path)), responses((status = 200, body = Vec<Token>), (status = 404, body = ErrorBody)))
    /// Makes a token.
    create_token post "/admin/v1/apps/{app}/tokens" (params(("app" = String, Path)), request_body = CreateToken, responses((status = 201, body = Token), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Deletes a token; its connections are closed.
    delete_token delete "/admin/v1/apps/{app}/tokens/{token}" (params(("app" = String, Path), ("token" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// The channels of an app, by name.
    list_channels get "/admin/v1/apps/{app}/channels" (params(("app" = String, Path)), responses((status = 200, body = Vec<Channel>), (status = 404, body = ErrorBody)))
    /// Makes a channel.
    create_channel post "/admin/v1/apps/{app}/channels" (params(("app" = String, Path)), request_body = CreateChannel, responses((status = 201, body = Channel), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// One channel.
    get_channel get "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = Channel), (status = 404, body = ErrorBody)))
    /// Closes, opens or describes a channel.
    update_channel patch "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), request_body = UpdateChannel, responses((status = 200, body = Channel), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Deletes a channel with its history and state.
    delete_channel delete "/admin/v1/apps/{app}/channels/{channel}" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// Who is in a channel now.
    get_presence get "/admin/v1/apps/{app}/channels/{channel}/presence" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = Presence), (status = 404, body = ErrorBody)))
    /// A channel's state.
    get_state get "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), responses((status = 200, body = ChannelState), (status = 404, body = ErrorBody)))
    /// Replaces a channel's state.
    put_state put "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), request_body = PutState, responses((status = 200, body = ChannelState), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// Merges keys into a channel's state; a key replaces that key whole.
    patch_state patch "/admin/v1/apps/{app}/channels/{channel}/state" (params(("app" = String, Path), ("channel" = String, Path)), request_body = PutState, responses((status = 200, body = ChannelState), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// The history of a persistent channel, oldest first.
    list_messages get "/admin/v1/apps/{app}/channels/{channel}/messages" (params(("app" = String, Path), ("channel" = String, Path), HistoryQuery), responses((status = 200, body = Vec<Message>), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))
    /// Publishes a message as the backend.
    publish post "/admin/v1/apps/{app}/channels/{channel}/messages" (params(("app" = String, Path), ("channel" = String, Path)), request_body = Publish, responses((status = 200, body = Published), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))
    /// The live connections of an app, oldest first.
    list_connections get "/admin/v1/apps/{app}/connections" (params(("app" = String, Path)), responses((status = 200, body = Vec<Connection>), (status = 404, body = ErrorBody)))
    /// Closes a connection; its client may come back.
    disconnect delete "/admin/v1/apps/{app}/connections/{connection}" (params(("app" = String, Path), ("connection" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))
    /// The private joins that wait, by deadline.
    list_approvals get "/admin/v1/approvals" (responses((status = 200, body = Vec<Approval>)))
    /// Answers a private join. The first answer wins; a later one gets 409 `ALREADY_DECIDED`.
    decide post "/admin/v1/approvals/{approval}/decision" (params(("approval" = String, Path)), request_body = Decision, responses((status = 200, body = JournalEntry), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))
    /// The last 200 answers, newest first.
    list_journal get "/admin/v1/journal" (responses((status = 200, body = Vec<JournalEntry>)))
    /// A WebSocket of `StreamFrame`s: traffic, changes, counters.
    stream get "/admin/v1/stream" (params(StreamQuery), responses((status = 101, description = "switching protocols")))
}

/// The OpenAPI document of the admin API and of the app's own operations, as pretty JSON with a final newline.
pub fn document() -> String {
    let mut all = Document::openapi();
    all.merge(desktop::Document::openapi());
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
