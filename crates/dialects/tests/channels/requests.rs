//! HTTP requests as operations.

use dialects::Method::{self, Delete, Get, Post, Put};
use engine::{HistoryWish, Operation, Traits};
use model::{AppId, Capabilities, ChannelName, Device, Payload, Timestamp, TokenId, Visibility};
use serde_json::Map;

use crate::{
    Asked, server, text,
    tokens::{OPERATORS, SECRET, admin, client, signed, super_admin},
};

/// What is asked for, by somebody who may.
fn read(method: Method, path: &str, body: &str) -> Result<Operation, (u16, String)> {
    let claims = if path.starts_with("/device") {
        client()
    } else {
        admin()
    };
    let token = match path {
        "/app" => signed(&super_admin(), OPERATORS),
        path if path.starts_with("/app/") => signed(&super_admin(), OPERATORS),
        _ => signed(&claims, SECRET),
    };
    read_by(&token, method, path, body)
}

fn read_by(token: &str, method: Method, path: &str, body: &str) -> Result<Operation, (u16, String)> {
    let headers = &[("authorization", token), ("appid", "project_1")];
    let asked = Asked {
        method,
        path,
        headers,
        body,
    };
    let answered = asked.of(&server());
    answered
        .map(|(_, operation)| operation)
        .map_err(|reply| (reply.status, text(&reply)))
}

fn room() -> ChannelName {
    ChannelName::parse("room").unwrap()
}

fn c2() -> TokenId {
    TokenId::of_client("c2")
}

fn create(
    visibility: Visibility,
    bits: u32,
    title: Option<&str>,
    extra: Option<&str>,
    push: bool,
) -> Operation {
    Operation::CreateChannel {
        name: Some(room()),
        visibility,
        capabilities: Capabilities::from_bits(bits),
        state: Map::new(),
        traits: Traits {
            title: title.map(str::to_owned),
            extra: extra.map(str::to_owned),
            push,
        },
    }
}

fn publish(event: &str, payload: &str) -> Operation {
    Operation::Publish {
        channel: room(),
        sender: Some(TokenId::of_client("root")),
        event: event.into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
        key: None,
    }
}

fn member(member: bool) -> Operation {
    Operation::SetMember {
        channel: room(),
        client: c2(),
        member,
    }
}

fn history(wish: HistoryWish, limit: usize) -> Operation {
    Operation::History {
        channel: room(),
        wish,
        limit,
    }
}

fn listing(private: bool) -> Operation {
    Operation::ListByVisibility {
        private,
        member: None,
    }
}

fn close(closed: bool) -> Operation {
    Operation::CloseChannel {
        channel: room(),
        closed,
    }
}

fn new_client(id: &str, username: &str, extra: &str) -> Operation {
    Operation::CreateClient {
        client: TokenId::of_client(id),
        username: username.into(),
        extra: extra.into(),
    }
}

fn changed_client(username: &str, extra: &str) -> Operation {
    Operation::UpdateClient {
        client: c2(),
        username: username.into(),
        extra: extra.into(),
    }
}

fn new_app(id: &str, name: &str) -> Operation {
    Operation::CreateApp {
        id: AppId::from(id),
        name: name.into(),
    }
}

fn renamed_app(name: &str) -> Operation {
    Operation::RenameApp {
        id: AppId::from("project_1"),
        name: name.into(),
    }
}

fn device(id: &str, token: &str) -> Operation {
    Operation::PutDevice(Device {
        id: id.into(),
        client: TokenId::of_client("c1"),
        token: token.into(),
    })
}

/// In the order of section 4.
#[test]
fn every_request_is_an_operation() {
    use Visibility::{Private, Public};

    let second = |seconds: u64| Timestamp(seconds * 1_000);
    let during = |from: u64, to: u64| HistoryWish::During {
        from: second(from),
        to: Timestamp(to * 1_000 + 999),
    };
    #[rustfmt::skip] // A table.
    let rows = [
        (Post, "/app", r#"{"AppID":"shop","Name":"The shop"}"#, new_app("shop", "The shop")),
        (Post, "/app", r#"{"appid":"shop"}"#, new_app("shop", "")),
        (Put, "/app/project_1", r#"{"Name":"The shop"}"#, renamed_app("The shop")),
        (Put, "/app/project_1", "{}", renamed_app("")),
        (Delete, "/app/project_1", "", Operation::DeleteApp(AppId::from("project_1"))),
        (Get, "/app", "", Operation::ListApps),

        (Post, "/client", r#"{"clientID":"c2","username":"Zoë","extra":"{}"}"#, new_client("c2", "Zoë", "{}")),
        (Post, "/client", r#"{"clientID":"c2"}"#, new_client("c2", "", "")),
        (Post, "/client", r#"{"CLIENTID":"c2","UserName":"Zoë","extra":null,"more":[1]}"#, new_client("c2", "Zoë", "")),
        (Post, "/client", r#"{"clientid":"other","clientID":"c2"}"#, new_client("c2", "", "")),
        (Put, "/client/c2", r#"{"username":"Zoë","extra":"x"}"#, changed_client("Zoë", "x")),
        (Put, "/client/c2", "{}", changed_client("", "")),
        (Delete, "/client/c2", "", Operation::DeleteClient(c2())),
        (Get, "/client", "", Operation::ListClients),
        (Get, "/client/c2", "", Operation::GetClient(c2())),

        (Post, "/channel", r#"{"channelID":"room"}"#, create(Public, 2, None, None, false)),
        (Post, "/channel", r#"{"channelID":"room","name":"","extra":"","private":null}"#, create(Public, 2, None, None, false)),
        (Post, "/channel", r#"{"channelID":"room","name":"Room 1","persistent":true,"private":true,"presence":true,"push":true,"extra":"x","users":["c2"]}"#, create(Private, 26, Some("Room 1"), Some("x"), true)),
        (Post, "/channel", r#" {"ChannelId":"room","PERSISTENT":true,"users":7} "#, create(Public, 10, None, None, false)),
        (Post, "/channel", r#"{"channelID":"room","presence":true}"#, create(Public, 18, None, None, false)),
        (Delete, "/channel/room", "", Operation::DeleteChannel(room())),
        (Post, "/channel/room/close", "", close(true)),
        (Post, "/channel/room/open", "{}", close(false)),
        (Get, "/channel/open", "", listing(false)),
        (Get, "/channel/private", "", listing(true)),
        (Get, "/channel/closed", "", listing(true)),
        (Post, "/channel/room/join/c2", "", member(true)),
        (Post, "/channel/room/leave/c2", "", member(false)),
        (Post, "/channel/room/publish", r#"{"payload":"hi","eventType":"greet"}"#, publish("greet", r#""hi""#)),
        (Post, "/channel/room/publish", r#"{"payload":"{\"a\":1.50}","EventType":"greet"}"#, publish("greet", r#"{"a":1.50}"#)),
        (Post, "/channel/room/publish/", r#"{"payload":"5"}"#, publish("", "5")),
        (Post, "/channel/room/publish", "{}", publish("", r#""""#)),

        (Get, "/last/room/5", "", history(HistoryWish::Last, 5)),
        (Get, "/last/room/0", "", history(HistoryWish::Last, 0)),
        (Get, "/last/room/10000", "", history(HistoryWish::Last, 10_000)),
        (Get, "/last/room/5/last/1795224636", "", history(HistoryWish::Since(second(1_795_224_636)), 5)),
        (Get, "/last/room/5/before/1795224636", "", history(HistoryWish::Until(Timestamp(1_795_224_636_999)), 5)),
        (Get, "/c/room/sync/0", "", history(HistoryWish::Since(second(0)), 10_000)),
        (Get, "/sync/room/7/to/9", "", history(during(7, 9), 10_000)),
        (Get, "/sync/room/9/to/18446744073709551615", "", history(HistoryWish::During { from: second(9), to: Timestamp(u64::MAX) }, 10_000)),

        (Post, "/device", r#"{"deviceID":"d1","token":"push"}"#, device("d1", "push")),
        (Post, "/device", r#"{"deviceID":"d1"}"#, device("d1", "")),
        (Delete, "/device/d1", "", Operation::DeleteDevice { id: "d1".into(), client: TokenId::of_client("c1") }),
    ];
    for (method, path, body, operation) in rows {
        assert_eq!(
            read(method, path, body),
            Ok(operation),
            "{method:?} {path} {body}"
        );
    }
}

/// What depends on who asks.
#[test]
fn clients_see_the_private_channels_that_they_may_join() {
    let token = signed(&client(), SECRET);
    for path in ["/channel/private", "/channel/closed"] {
        let expected = Operation::ListByVisibility {
            private: true,
            member: Some(TokenId::of_client("c1")),
        };
        assert_eq!(read_by(&token, Get, path, ""), Ok(expected));
    }
    assert_eq!(read_by(&token, Get, "/channel/open", ""), Ok(listing(false)));
    // A device is the client's that the token names, also an admin's.
    let token = signed(&admin(), SECRET);
    let Ok(Operation::PutDevice(device)) = read_by(&token, Post, "/device", r#"{"deviceID":"d1"}"#) else {
        panic!("no device");
    };
    assert_eq!(device.client, TokenId::of_client("root"));
}

#[test]
fn what_cannot_be_read_is_400_and_says_what_would_be_right() {
    #[rustfmt::skip] // A table.
    let rows = [
        (Post, "/app", "", "the body is empty"),
        (Post, "/app", "{}", "AppID has to have 1 to 256 characters"),
        (Post, "/app", r#"{"AppID":7}"#, "AppID is no text"),
        (Post, "/app", r#"{"AppID":"a\nb"}"#, "none of them a control character"),
        (Put, "/app/project_1", " ", "the body is empty"),
        (Put, "/app/project_1", r#"{"Name":["x"]}"#, "Name is no text"),
        (Post, "/client", "", "the body is empty"),
        (Post, "/client", "{}", "clientID has to have 1 to 256 characters"),
        (Post, "/client", r#"{"clientID":""}"#, "clientID has to have"),
        (Post, "/client", "[]", "the body is not a JSON object"),
        (Post, "/client", "null", "the body is not a JSON object"),
        (Post, "/client", r#""c2""#, "the body is not a JSON object"),
        (Post, "/client", "{\"clientID\":", "the body is not JSON: EOF while parsing"),
        (Post, "/client", "{} {}", "the body is not JSON: trailing characters"),
        (Post, "/client", r#"{"clientID":"c2","username":false}"#, "username is no text"),
        (Put, "/client/c2", "", "the body is empty"),
        (Put, "/client/c2", r#"{"extra":{}}"#, "extra is no text"),
        (Post, "/channel", "", "the body is empty"),
        (Post, "/channel", "{}", "the channel name is empty"),
        (Post, "/channel", r#"{"channelID":"a*"}"#, "the channel name contains '*'"),
        (Post, "/channel", r#"{"channelID":"room","private":"true"}"#, "private is neither true nor false"),
        (Post, "/channel", r#"{"channelID":"room","persistent":1}"#, "persistent is neither true nor false"),
        (Post, "/channel", r#"{"channelID":"room","name":1}"#, "name is no text"),
        (Post, "/channel/room/publish", "", "the body is empty"),
        (Post, "/channel/room/publish", r#"{"payload":{"a":1}}"#, "payload is no text"),
        (Post, "/channel/room/publish", r#"{"eventType":1}"#, "eventType is no text"),
        (Post, "/channel/a*b/publish", "{}", "the channel name contains"),
        (Delete, "/channel/a*b", "", "the channel name contains"),
        (Post, "/channel/a*b/close", "", "the channel name contains"),
        (Post, "/channel/a*b/join/c2", "", "the channel name contains"),
        (Get, "/last/room/x", "", "no number from 0 to 10000"),
        (Get, "/last/room/-1", "", "no number from 0 to 10000"),
        (Get, "/last/room/1.5", "", "no number from 0 to 10000"),
        (Get, "/last/room/10001", "", "no number from 0 to 10000"),
        (Get, "/last/room/", "", "no number from 0 to 10000"),
        (Get, "/last/a*b/5", "", "the channel name contains"),
        (Get, "/last/room/x/last/1", "", "no number from 0"),
        (Get, "/last/room/5/last/x", "", "a time in the path is no number"),
        (Get, "/last/room/x/before/1", "", "no number from 0"),
        (Get, "/last/room/5/before/-1", "", "a time in the path is no number"),
        (Get, "/c/room/sync/x", "", "a time in the path is no number"),
        (Get, "/sync/room/x/to/9", "", "a time in the path is no number"),
        (Get, "/sync/room/7/to/x", "", "a time in the path is no number"),
        (Post, "/device", "", "the body is empty"),
        (Post, "/device", "{}", "deviceID has to have"),
        (Post, "/device", r#"{"deviceID":"d1","token":1}"#, "token is no text"),
    ];
    for (method, path, body, why) in rows {
        let (status, said) = read(method, path, body).unwrap_err();
        assert_eq!(status, 400, "{method:?} {path} {body}: {said}");
        assert!(said.contains(why), "{method:?} {path} {body}: {said}");
    }
}
