//! A block: some thousand rows that are written, read and looked through together.
//!
//! Its columns are a dictionary of the strings in it and, for each row, small numbers: so a filter looks at each string
//! once and then compares numbers. The payloads lie beside them and are unpacked only if somebody needs them. Both are
//! compressed with LZ4, which unpacks faster than a disk reads. A Bloom filter says what cannot be in the payloads.

mod bloom;
mod bytes;
mod codes;
mod encode;
mod packed;
mod payloads;

use contract::{Direction, SubjectKind, Traffic, TrafficKind, Who};

pub(crate) use self::{bloom::Bloom, encode::encode, payloads::Payloads};
use self::{
    bytes::{Cut, Reader},
    packed::Packed,
};

/// Most rows in a block.
pub(crate) const ROWS: usize = 4096;

/// Of the layout; it is the first byte.
const VERSION: u8 = 1;

/// Most bytes that a block may unpack to: its rows with payloads as large as a server sends, and room.
const LARGEST: usize = 512 << 20;

/// A row, and the flood it is part of: those of a block that have the same number, which is not 0, came in the same
/// second, in the same channel, with the same event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded<'a> {
    pub(crate) row: &'a Traffic,
    pub(crate) flood: u16,
}

/// A block as it is on disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) columns: Vec<u8>,
    pub(crate) payloads: Vec<u8>,
    /// Of the payloads; empty if there is none.
    pub(crate) bloom: Vec<u8>,
}

impl Stored {
    pub(crate) fn len(&self) -> usize {
        self.columns.len() + self.payloads.len() + self.bloom.len()
    }
}

/// Columns of strings, each a number in the dictionary; 0 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Text {
    App,
    Channel,
    Event,
    /// Label of who acts.
    Who,
    Token,
    Connection,
    Approval,
    Dialect,
    Code,
    Reason,
    Fix,
}

impl Text {
    const ALL: [Self; 11] = [
        Self::App,
        Self::Channel,
        Self::Event,
        Self::Who,
        Self::Token,
        Self::Connection,
        Self::Approval,
        Self::Dialect,
        Self::Code,
        Self::Reason,
        Self::Fix,
    ];

    fn of(self, row: &Traffic) -> Option<&str> {
        match self {
            Self::App => row.app.as_deref(),
            Self::Channel => row.channel.as_deref(),
            Self::Event => row.event.as_deref(),
            Self::Who => row.who.as_ref().map(|who| who.label.as_str()),
            Self::Token => row.who.as_ref().and_then(|who| who.token.as_deref()),
            Self::Connection => row.connection.as_deref(),
            Self::Approval => row.approval.as_deref(),
            Self::Dialect => row.dialect.as_deref(),
            Self::Code => row.code.as_deref(),
            Self::Reason => row.reason.as_deref(),
            Self::Fix => row.fix.as_deref(),
        }
    }
}

/// Columns of numbers. Those that may be absent are one higher than what they say, and 0 if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Id,
    At,
    Kind,
    Direction,
    Subject,
    System,
    Flood,
    Size,
    Position,
    Audience,
    Delivered,
    Latency,
    Lost,
    /// Length of the payload.
    Payload,
}

impl Number {
    const ALL: [Self; 14] = [
        Self::Id,
        Self::At,
        Self::Kind,
        Self::Direction,
        Self::Subject,
        Self::System,
        Self::Flood,
        Self::Size,
        Self::Position,
        Self::Audience,
        Self::Delivered,
        Self::Latency,
        Self::Lost,
        Self::Payload,
    ];

    fn of(self, Recorded { row, flood }: Recorded<'_>) -> u64 {
        match self {
            Self::Id => row.id,
            Self::At => row.at,
            Self::Kind => codes::of_kind(row.kind),
            Self::Direction => codes::of_direction(row.direction),
            Self::Subject => codes::of_subject(row.who.as_ref().map(|who| who.kind)),
            Self::System => row.system.into(),
            Self::Flood => flood.into(),
            Self::Size => above(row.size),
            Self::Position => above(row.position),
            Self::Audience => above(row.audience),
            Self::Delivered => above(row.delivered),
            Self::Latency => above(row.latency_us),
            Self::Lost => above(row.lost),
            Self::Payload => above(row.payload.as_ref().map(|payload| payload.len() as u64)),
        }
    }
}

fn above(value: Option<u64>) -> u64 {
    value.map_or(0, |value| value.saturating_add(1))
}

/// The columns of a block, unpacked.
#[derive(Debug)]
pub(crate) struct Columns {
    bytes: Vec<u8>,
    rows: usize,
    /// Where each string of the dictionary is; the first one is none at all.
    words: Vec<(u32, u32)>,
    texts: [Packed; Text::ALL.len()],
    numbers: [Packed; Number::ALL.len()],
}

impl Columns {
    /// # Errors
    /// If the bytes are not those of a block.
    pub(crate) fn unpack(packed: &[u8]) -> Result<Self, Cut> {
        let bytes = payloads::unpack(packed)?;
        let mut reader = Reader::new(&bytes);
        if reader.u8()? != VERSION {
            return Err(Cut);
        }
        let rows = reader.u32()? as usize;
        let count = reader.u32()? as usize;
        if rows > ROWS || count > ROWS * Text::ALL.len() {
            return Err(Cut);
        }
        let lengths: Vec<u32> = (0..count).map(|_| reader.u32()).collect::<Result<_, _>>()?;
        let mut words = vec![(0, 0)];
        for length in lengths {
            let begin = reader.skip(length as usize)?;
            // Looked at once here, so that nobody has to ask later.
            str::from_utf8(&bytes[begin..begin + length as usize]).map_err(|_| Cut)?;
            words.push((u32::try_from(begin).map_err(|_| Cut)?, length));
        }
        let none = Packed::read(&mut Reader::new(&[0; 9]), rows)?;
        let mut texts = [none; Text::ALL.len()];
        for column in &mut texts {
            *column = Packed::read(&mut reader, rows)?;
        }
        let mut numbers = [none; Number::ALL.len()];
        for column in &mut numbers {
            *column = Packed::read(&mut reader, rows)?;
        }
        Ok(Self {
            rows,
            words,
            texts,
            numbers,
            bytes,
        })
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// In memory.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.words.len() * size_of::<(u32, u32)>()
    }

    /// How many strings the dictionary has, with the one that stands for none.
    pub(crate) fn words(&self) -> usize {
        self.words.len()
    }

    /// Number of a string in the dictionary.
    #[inline]
    pub(crate) fn word(&self, column: Text, row: usize) -> usize {
        usize::try_from(self.texts[column as usize].get(&self.bytes, row)).unwrap_or(usize::MAX)
    }

    /// All strings of the dictionary in one piece.
    pub(crate) fn all_words(&self) -> &str {
        let begin = self.words.get(1).map_or(0, |word| word.0 as usize);
        let end = self.words.last().map_or(0, |word| (word.0 + word.1) as usize);
        str::from_utf8(&self.bytes[begin..end]).unwrap_or_default()
    }

    /// A string of the dictionary.
    pub(crate) fn spelled(&self, word: usize) -> Option<&str> {
        let (begin, length) = *self.words.get(word).filter(|_| word > 0)?;
        let begin = begin as usize;
        str::from_utf8(&self.bytes[begin..begin + length as usize]).ok()
    }

    pub(crate) fn text(&self, column: Text, row: usize) -> Option<&str> {
        self.spelled(self.word(column, row))
    }

    #[inline]
    pub(crate) fn raw(&self, column: Number, row: usize) -> u64 {
        self.numbers[column as usize].get(&self.bytes, row)
    }

    #[inline]
    pub(crate) fn number(&self, column: Number, row: usize) -> Option<u64> {
        self.raw(column, row).checked_sub(1)
    }

    pub(crate) fn at(&self, row: usize) -> u64 {
        self.raw(Number::At, row)
    }

    #[inline]
    pub(crate) fn kind(&self, row: usize) -> TrafficKind {
        codes::kind(self.raw(Number::Kind, row))
    }

    pub(crate) fn direction(&self, row: usize) -> Direction {
        codes::direction(self.raw(Number::Direction, row))
    }

    pub(crate) fn subject(&self, row: usize) -> Option<SubjectKind> {
        codes::subject(self.raw(Number::Subject, row))
    }

    pub(crate) fn system(&self, row: usize) -> bool {
        self.raw(Number::System, row) != 0
    }

    pub(crate) fn flood(&self, row: usize) -> u16 {
        u16::try_from(self.raw(Number::Flood, row)).unwrap_or_default()
    }

    /// The whole row.
    pub(crate) fn traffic(&self, row: usize, payloads: &Payloads) -> Traffic {
        let text = |column| self.text(column, row).map(str::to_owned);
        let number = |column| self.number(column, row);
        Traffic {
            id: self.raw(Number::Id, row),
            at: self.at(row),
            kind: self.kind(row),
            direction: self.direction(row),
            app: text(Text::App),
            channel: text(Text::Channel),
            event: text(Text::Event),
            who: self.subject(row).map(|kind| Who {
                kind,
                label: text(Text::Who).unwrap_or_default(),
                token: text(Text::Token),
            }),
            connection: text(Text::Connection),
            approval: text(Text::Approval),
            dialect: text(Text::Dialect),
            payload: payloads.get(row).map(str::to_owned),
            size: number(Number::Size),
            position: number(Number::Position),
            audience: number(Number::Audience),
            delivered: number(Number::Delivered),
            latency_us: number(Number::Latency),
            code: text(Text::Code),
            reason: text(Text::Reason),
            fix: text(Text::Fix),
            lost: number(Number::Lost),
            system: self.system(row),
        }
    }
}
