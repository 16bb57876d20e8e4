//! Sentences of the tokens page.

export const tokens = {
  title: "Tokens & clients",
  about: "Who may connect, and as whom.",
  search: "Search tokens and clients",
  back: "All tokens and clients",
  create: "Create token",
  createClient: "Create client",
  inspect: "Inspect a token",
  kinds: { all: "All", token: "Tokens", client: "Clients" },
  kindsLabel: "Which are listed",
  kind: { token: "token", client: "client" },
  guest: "guest",
  guestAbout:
    "Its backend has vouched for it and nobody has registered it: it is in no list, and is forgotten a day after it has gone.",
  empty: {
    all: {
      title: "This app has no tokens and no clients",
      about: "A client shows a token, or a signed credential, to say who it is. Without one it is anonymous.",
    },
    token: {
      title: "This app has no tokens",
      about: "A token is what a client shows to say who it is. Without one it is anonymous.",
    },
    client: {
      title: "This app has no clients",
      about:
        "A client is an identity that the backend knows. It shows a credential that is signed with the app's secret.",
    },
  },
  noMatch: {
    all: {
      title: "No token or client has this in its name or id",
      about: "The search looks at names and ids.",
    },
    token: { title: "No token has this in its name or id", about: "The search looks at names and ids." },
    client: { title: "No client has this in its name or id", about: "The search looks at names and ids." },
  },
  columns: {
    name: "Name",
    kind: "Kind",
    id: "Id",
    state: "State",
    online: "Online",
    seen: "Last seen",
    expires: "Expires",
    channels: "Channels",
    created: "Created",
  },
  nameless: "no name",
  noState: "no state",
  online: (n: number) => (n === 1 ? "1 connection" : `${n} connections`),
  offline: "offline",
  never: "never",
  shown: (n: string, all: string) => (n === all ? `${all} listed` : `${n} of ${all} listed`),
  sortedSome: (n: string) => `in order among the first ${n}`,
  gone: { code: "UNKNOWN_TOKEN", message: "There is no such token.", detail: "It may have been revoked." },
  goneClient: {
    code: "UNKNOWN_CLIENT",
    message: "There is no such client.",
    detail: "It may have been deleted, or was a guest that has gone.",
  },

  form: {
    createAbout: "Give its id to the client: whoever has it, is it.",
    name: "Name",
    nameHint: "For people only; a token with a name is a persona. May be empty.",
    state: "State (JSON object)",
    stateWrong: (reason: string) => `The state is not right: ${reason}`,
    channels: "Default channels",
    channelsHint: "The client is in them as soon as it connects.",
    channelsRemove: (name: string) => `Do not subscribe to ${name}`,
    created: (name: string) => `Token ${name} was created.`,
  },

  client: {
    createAbout: "It gets in with credentials that are signed for its id.",
    id: "Id",
    idHint: "What the backend calls it; it cannot be changed. 1 to 128 characters.",
    idEmpty: "A client needs an id.",
    username: "Username",
    usernameHint: "For people. May be empty.",
    extra: "Extra",
    extraHint: "Free text that the backend keeps with it. May be empty.",
    created: (name: string) => `Client ${name} was created.`,
    edited: "The client was changed.",
    register: "Register",
    registerTitle: (name: string) => `Register ${name}?`,
    registerAbout: "From then on it is in the list, and what belongs to it is kept.",
    registered: (name: string) => `${name} is a client of this app now.`,
    delete: "Delete client",
    deleteTitle: (name: string) => `Delete ${name}?`,
    deleteAbout: (connections: string, channels: string) =>
      `${connections} ${channels} Signed credentials for it go on to hold: with one it is back as a guest. This cannot be undone.`,
    deleted: (name: string) => `Client ${name} was deleted.`,
    facts: { id: "id", extra: "extra", registered: "registered", seen: "last seen", first: "first seen" },
  },

  mint: {
    title: "Mint a token",
    about: "A signed credential for this client. It is kept nowhere: copy it now.",
    kind: "Kind",
    kinds: { jwt: "JWT", jwe: "JWE" },
    kindsAbout: {
      jwt: "Signed with the app's newest secret; everybody can read it.",
      jwe: "Encrypted with the app's newest secret, which has to be 16, 24 or 32 bytes long.",
    },
    role: "Role",
    roles: { Client: "Client", Admin: "Admin", SuperAdmin: "SuperAdmin" },
    rolesAbout: {
      Client: "May do what the client may do.",
      Admin: "Is in every channel, and manages the app.",
      SuperAdmin: "Signed with an app's secret it is worth as much as Admin.",
    },
    lifetime: "Holds",
    lifetimes: {
      3600000: "1 hour",
      86400000: "1 day",
      2592000000: "30 days",
      0: "for ever",
    } as Record<number, string>,
    verb: "Mint",
    made: "Minted token",
    secrets: "Secrets that sign",
    unavailable: "No dialect of this server takes signed credentials.",
  },

  signed: {
    kind: "kind",
    dialect: "dialect",
    client: "client",
    role: "role",
    expires: "expires",
    code: "code",
    never: "never",
    header: "Header",
    claims: "Claims",
    sealed: "It is encrypted, and no secret of an app here opens it.",
  },

  edit: "Edit",
  editTitle: (name: string) => `Edit ${name}`,
  editVerb: "Save",
  edited: "The token was changed.",

  revoke: "Revoke",
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeAbout: (connections: string, channels: string) =>
    `${connections} ${channels} No client gets in with it any more. This cannot be undone.`,
  revokeConnections: (n: string, one: boolean) =>
    n === "0"
      ? "It has no live connection."
      : one
        ? "Its live connection is closed at once."
        : `Its ${n} live connections are closed at once.`,
  revokeChannels: (n: string, one: boolean) =>
    n === "0"
      ? "Its state and grants go with it."
      : `Its state, its grants and ${one ? "1 subscription" : `${n} subscriptions`} go with it.`,
  revoked: (name: string) => `Token ${name} was revoked.`,

  facts: {
    created: "created",
    expires: "expires",
    seen: "last seen",
  },

  state: {
    title: "State",
    version: (n: string) => `version ${n}`,
    empty: "The state is empty.",
    edit: "Edit",
    editor: "State as JSON",
    review: "Review changes",
    back: "Edit on",
    save: "Save state",
    saved: (n: string) => `The state is at version ${n}.`,
    diff: "Changes of the state",
    conflict: (n: string) => `Somebody else has changed the state; it is at version ${n} now.`,
    conflictAbout: "Below is what saving would change of theirs.",
    together: "Put both changes together",
    theirs: "Take theirs",
    overwrite: "Save mine over it",
    versions: "Versions",
    versionsNone: "There is no former state.",
    present: "Present",
    now: "now",
    compare: (n: string) => `Version ${n} beside the present one`,
    restore: "Restore",
    restoreLabel: (n: string) => `Restore version ${n}`,
    restored: (old: string, n: string) => `Version ${old} is back, as version ${n}.`,
    look: (n: string) => `Compare version ${n} with the present state`,
  },

  connections: {
    title: "Connections",
    none: "No client is connected with this token.",
    noneClient: "It is not connected.",
    noAgent: "unknown client",
    columns: {
      client: "Client",
      address: "Address",
      since: "Since",
      latency: "Latency",
      channels: "Channels",
    },
  },

  channels: {
    title: "Subscriptions",
    none: "The token is in no channel.",
    noneClient: "The client is in no channel.",
    add: "Subscribe",
    addLabel: "Channel to subscribe to",
    added: (name: string) => `It is in ${name} now.`,
    remove: (name: string) => `Unsubscribe from ${name}`,
    removed: (name: string) => `It is no longer in ${name}.`,
  },

  grants: {
    title: "Grants",
    titleClient: "Memberships",
    none: "The token has no grant.",
    noneClient: "The client is a member of no channel.",
    give: "Give grant",
    giveTitle: (name: string) => `Give ${name} a grant`,
    giveAbout: "It may join the private channel without being asked about.",
    channel: "Channel",
    channelHint: "Only private channels ask for a grant.",
    channelEmpty: "Choose a channel.",
    term: "Holds",
    terms: {
      always: "until it is revoked",
      hour: "1 hour",
      day: "1 day",
      week: "7 days",
      month: "30 days",
      other: "another time",
    },
    reason: "Reason",
    reasonHint: "Kept in the journal. May be empty.",
    durationWrong: "This is no span of time.",
    given: (channel: string) => `It may join ${channel}.`,
    columns: { channel: "Channel", by: "Given", until: "Until" },
    always: "revoked",
    revoke: (channel: string) => `Revoke the grant for ${channel}`,
    revokeTitle: (channel: string) => `Revoke the grant for ${channel}?`,
    revokeAbout: "If it is in the channel, its subscription ends at once.",
    revokeVerb: "Revoke grant",
    revoked: (channel: string) => `The grant for ${channel} was revoked.`,
    by: {
      person: "by a person",
      mode: "by the app's mode",
      deadline: "at the deadline",
      backend: "by the backend",
    },
  },

  message: {
    verb: "Message",
    title: (name: string) => `Message ${name} directly`,
    about: (n: number) =>
      n === 0
        ? "It is offline: nobody would get the message."
        : n === 1
          ? "Its connection gets the message, whatever channel it is in."
          : `Its ${n} connections get the message, whatever channels they are in.`,
    event: "Event",
    eventEmpty: "An event needs a name.",
    payload: "Payload (JSON)",
    payloadWrong: (reason: string) => `The payload is not JSON: ${reason}`,
    send: "Send",
    sent: (delivered: string, all: string) => `${delivered} of ${all} connections took it.`,
    nobody: "Nobody got it: it is offline.",
  },

  connect: {
    title: "Connect as it",
    about: "Holds the real token: keep it out of logs and screenshots.",
    show: "Show the snippet with the token",
    hide: "Hide the token",
    unavailable: "This server has no address for such clients.",
    channel: "in",
    none: "There is no open channel that it could join.",
  },

  access: {
    title: "What it may do",
    none: "This app has no channels.",
    columns: {
      channel: "Channel",
      admission: "Join",
      publish: "Publish",
      state: "Set state",
    },
    admissions: { allow: "yes", ask: "a person is asked", deny: "no" },
    inside: "is in",
    yes: "yes",
    no: "no",
    cut: (n: string) => `The first ${n} channels by name.`,
  },

  inspectPage: {
    title: "Inspect a token",
    label: "Text to inspect",
    placeholder: "leap_token_… or eyJ…",
    verb: "Inspect",
    verdicts: {
      valid: "valid",
      expired: "expired",
      unknown: "unknown",
      wrong_kind: "not a client's token",
      refused: "refused",
      malformed: "not a token",
    },
    client: "client",
    made: "made",
    app: "app",
    token: "token",
    open: "Open its page",
    start:
      "Paste any text: what it is, whether it is good, and what it may do. The text goes to this server only, and is kept nowhere.",
  },
} as const;
