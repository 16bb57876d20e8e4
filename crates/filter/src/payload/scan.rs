//! Looks for a value in a JSON text without making anything of what is not asked for.
//!
//! What is skipped is not examined, so a text that is no JSON may give values up to the place where that shows; it
//! never gives a text or a number that is not written whole.

use memchr::memchr2;

use super::{
    Step,
    value::{Value, scalar},
};

/// The text is no JSON, or ends here.
struct Broken;

/// Is there a value at the path of which `wanted` is true?
pub fn any(json: &str, path: &[Step], wanted: &mut dyn FnMut(&Value<'_>) -> bool) -> bool {
    let mut scan = Scan { json, at: 0 };
    scan.space();
    scan.value(path, wanted, true).unwrap_or(false)
}

/// Is `wanted` true of the value with which the text begins? What follows is not looked at.
pub fn first(json: &str, wanted: &mut dyn FnMut(&Value<'_>) -> bool) -> bool {
    let mut scan = Scan { json, at: 0 };
    scan.space();
    scan.single(true).is_ok_and(|value| wanted(&value))
}

/// What follows the name of a member, if that is what the text begins with.
pub fn after_name(json: &str) -> Option<&str> {
    let mut scan = Scan { json, at: 0 };
    scan.space();
    scan.expect(b':').ok()?;
    json.get(scan.at..)
}

struct Scan<'a> {
    json: &'a str,
    at: usize,
}

type Wanted<'w> = &'w mut dyn FnMut(&Value<'_>) -> bool;

impl<'a> Scan<'a> {
    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    /// Goes over the value here, and says whether there is something in it that was wanted.
    fn value(&mut self, path: &[Step], wanted: Wanted<'_>, root: bool) -> Result<bool, Broken> {
        match (path, self.byte().ok_or(Broken)?) {
            ([], _) => {
                let value = self.single(root)?;
                if wanted(&value) {
                    return Ok(true);
                }
                if matches!(value, Value::Whole) {
                    self.skip()?;
                }
                Ok(false)
            }
            ([Step::Name(name), rest @ ..], b'{') => self.members(name, rest, wanted),
            ([Step::Item(item), rest @ ..], b'[') => self.items(Some(*item), rest, wanted),
            ([Step::Items, rest @ ..], b'[') => self.items(None, rest, wanted),
            _ => self.skip().map(|()| false),
        }
    }

    /// The value here; goes over it unless it is an object or an array.
    fn single(&mut self, root: bool) -> Result<Value<'a>, Broken> {
        match self.byte().ok_or(Broken)? {
            b'{' | b'[' => Ok(Value::Whole),
            b'"' => Ok(Value::String(self.string()?)),
            _ => scalar(self.word(root)?).ok_or(Broken),
        }
    }

    fn members(&mut self, name: &str, rest: &[Step], wanted: Wanted<'_>) -> Result<bool, Broken> {
        self.at += 1;
        self.space();
        if self.byte() == Some(b'}') {
            self.at += 1;
            return Ok(false);
        }
        loop {
            let key = self.string()?;
            self.space();
            self.expect(b':')?;
            self.space();
            if is(key, name) {
                if self.value(rest, wanted, false)? {
                    return Ok(true);
                }
            } else {
                self.skip()?;
            }
            if !self.more(b'}')? {
                return Ok(false);
            }
        }
    }

    fn items(&mut self, item: Option<usize>, rest: &[Step], wanted: Wanted<'_>) -> Result<bool, Broken> {
        self.at += 1;
        self.space();
        if self.byte() == Some(b']') {
            self.at += 1;
            return Ok(false);
        }
        for at in 0.. {
            if item.is_none_or(|item| item == at) {
                if self.value(rest, wanted, false)? {
                    return Ok(true);
                }
            } else {
                self.skip()?;
            }
            if !self.more(b']')? {
                break;
            }
        }
        Ok(false)
    }

    /// After a value: does another one come, or the end?
    fn more(&mut self, end: u8) -> Result<bool, Broken> {
        self.space();
        let byte = self.byte().ok_or(Broken)?;
        self.at += 1;
        self.space();
        match byte {
            b',' => Ok(true),
            byte if byte == end => Ok(false),
            _ => Err(Broken),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        let there = self.byte() == Some(byte);
        self.at += 1;
        if there { Ok(()) } else { Err(Broken) }
    }

    /// What is between the quotes.
    fn string(&mut self) -> Result<&'a str, Broken> {
        self.expect(b'"')?;
        let from = self.at;
        loop {
            let rest = self.json.as_bytes().get(self.at..).ok_or(Broken)?;
            let there = memchr2(b'"', b'\\', rest).ok_or(Broken)?;
            self.at += there + 1;
            if rest.get(there) == Some(&b'"') {
                return self.json.get(from..self.at - 1).ok_or(Broken);
            }
            self.at += 1;
        }
    }

    /// A number, `true`, `false` or `null`. Inside something it has to end before the text does: that may be cut.
    fn word(&mut self, root: bool) -> Result<&'a str, Broken> {
        let rest = self.json.get(self.at..).ok_or(Broken)?;
        let ends = |byte: u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let end = rest.bytes().position(ends).unwrap_or(rest.len());
        if end == rest.len() && !root {
            return Err(Broken);
        }
        self.at += end;
        rest.get(..end).ok_or(Broken)
    }

    /// Goes over a value, however deep it is.
    fn skip(&mut self) -> Result<(), Broken> {
        let mut depth = 0_usize;
        loop {
            match self.byte().ok_or(Broken)? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Broken)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => self.at += 1,
                _ => {
                    let before = self.at;
                    self.word(depth == 0)?;
                    if self.at == before {
                        return Err(Broken);
                    }
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// Is the key, as it is written, this name?
fn is(key: &str, name: &str) -> bool {
    if key == name {
        return !key.contains('\\');
    }
    key.contains('\\') && serde_json::from_str::<String>(&format!("\"{key}\"")).is_ok_and(|key| key == name)
}
