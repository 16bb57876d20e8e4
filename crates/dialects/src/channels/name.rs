//! How others are called. Here everybody is a client with a name, and names are no secrets.

use std::borrow::Cow;

use model::{Origin, Subject};

/// What somebody is called: a client by its name, others by what they call themselves, else shortly. Never a
/// credential.
pub(super) fn of<'a>(subject: &'a Subject, origin: Option<&'a Origin>) -> Cow<'a, str> {
    if let Subject::Token(token) = subject
        && let Some(client) = token.client()
    {
        return client.into();
    }
    match origin.and_then(|origin| origin.alias.as_deref()) {
        Some(alias) => alias.into(),
        None => subject.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use model::{ConnId, TokenId};

    use super::*;

    #[test]
    fn credentials_are_never_names() {
        let origin = Origin {
            connection: 1,
            alias: Some("Ann".into()),
        };
        let token = Subject::Token(TokenId::from("leap_token_of_somebody_a1b2c3"));
        let client = Subject::Token(TokenId::of_client("c1"));
        let anonymous = Subject::Anonymous(ConnId::from("leap_conn_1"));
        assert_eq!(of(&client, Some(&origin)), "c1");
        assert_eq!(of(&token, Some(&origin)), "Ann");
        assert_eq!(of(&token, None), "…a1b2c3");
        assert_eq!(of(&anonymous, Some(&origin)), "Ann");
        assert_eq!(of(&anonymous, None), "anonymous");
        assert_eq!(of(&Subject::Backend, None), "backend");
    }
}
