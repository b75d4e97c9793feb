//! Finds the longest word of each document. It speaks the executor protocol, with Rust's standard library alone: frames of
//! MessagePack on the file descriptors 3 and 4, of which it reads no more than strings, arrays and maps.

use std::fs::File;
use std::io::{Read, Result, Write};
use std::os::unix::io::FromRawFd;

/// A value of MessagePack. Numbers and all others stay as they came, so that they leave as they came.
enum Value {
    Text(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Other(Vec<u8>),
}
use Value::{List, Map, Other, Text};

fn main() {
    // SAFETY: the Pea opens both for this program, and nothing else in it uses them.
    let (mut input, mut output) = unsafe { (File::from_raw_fd(3), File::from_raw_fd(4)) };
    // The end of the input is the end of the Pea.
    while let Ok(message) = read_frame(&mut input) {
        let answer = match message.get("type").and_then(Value::text) {
            Some("setup") => map(vec![
                ("type", text("ready")),
                ("protocol", Other(vec![1])),
                ("endpoints", map(vec![("default", map(vec![]))])),
            ]),
            Some("call") => answer(message),
            Some("teardown") => return,
            _ => continue, // what a later version may say
        };
        if write_frame(&mut output, &answer).is_err() {
            return;
        }
    }
}

/// The result of a call: its documents, each with its longest word.
fn answer(mut call: Value) -> Value {
    let id = call.take("id");
    let mut documents = call.take("documents");
    if let List(documents) = &mut documents {
        documents.iter_mut().for_each(add_longest);
    }
    map(vec![("type", text("result")), ("id", id), ("documents", documents)])
}

fn add_longest(document: &mut Value) {
    let words = document.get("text").and_then(Value::text).unwrap_or("");
    let letters = |word: &&str| word.chars().count();
    // Of several the first: `max_by_key` finds the last.
    let longest = words
        .split(|c: char| !c.is_alphanumeric())
        .rev()
        .max_by_key(letters)
        .unwrap_or("")
        .to_string();
    let mut tags = document.take("tags");
    tags.set("longest", Text(longest));
    document.set("tags", tags);
}

impl Value {
    fn text(&self) -> Option<&str> {
        if let Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Map(entries) => entries
                .iter()
                .find(|(key, _)| key.text() == Some(name))
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Removes an entry of a map; an empty map if there is none.
    fn take(&mut self, name: &str) -> Value {
        if let Map(entries) = self {
            if let Some(at) = entries.iter().position(|(key, _)| key.text() == Some(name)) {
                return entries.remove(at).1;
            }
        }
        Map(vec![])
    }

    fn set(&mut self, name: &str, value: Value) {
        self.take(name);
        if let Map(entries) = self {
            entries.push((text(name), value));
        }
    }

    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Text(text) => write_head(to, 0xdb, text.len()),
            List(values) => write_head(to, 0xdd, values.len()),
            Map(entries) => write_head(to, 0xdf, entries.len()),
            Other(_) => {}
        }
        match self {
            Text(text) => to.extend(text.as_bytes()),
            List(values) => values.iter().for_each(|value| value.write(to)),
            Map(entries) => entries.iter().for_each(|(key, value)| {
                key.write(to);
                value.write(to);
            }),
            Other(bytes) => to.extend(bytes),
        }
    }
}

fn text(text: &str) -> Value {
    Text(text.to_string())
}

fn map(entries: Vec<(&str, Value)>) -> Value {
    Map(entries.into_iter().map(|(name, value)| (text(name), value)).collect())
}

/// The first byte of a value, and its length in 4 bytes: every length has that form, if not only that.
fn write_head(to: &mut Vec<u8>, kind: u8, length: usize) {
    to.push(kind);
    to.extend((length as u32).to_be_bytes());
}

fn write_frame(output: &mut impl Write, value: &Value) -> Result<()> {
    let mut bytes = vec![];
    value.write(&mut bytes);
    output.write_all(&(bytes.len() as u32).to_le_bytes())?;
    output.write_all(&bytes)
}

fn read_frame(input: &mut impl Read) -> Result<Value> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut bytes)?;
    Ok(Reader { bytes: &bytes }.value())
}

/// Reads values off the front of bytes that the Pea has checked.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self) -> Value {
        let start = self.bytes;
        let kind = self.take(1)[0];
        match kind {
            0x80..=0x8f => self.map(usize::from(kind & 0x0f)),
            0x90..=0x9f => self.list(usize::from(kind & 0x0f)),
            0xa0..=0xbf => self.text(usize::from(kind & 0x1f)),
            0xd9..=0xdb => {
                let length = self.length(kind - 0xd9);
                self.text(length)
            }
            0xdc..=0xdd => {
                let length = self.length(kind - 0xdb);
                self.list(length)
            }
            0xde..=0xdf => {
                let length = self.length(kind - 0xdd);
                self.map(length)
            }
            _ => {
                let length = match kind {
                    0xc4..=0xc6 => self.length(kind - 0xc4),     // bytes
                    0xc7..=0xc9 => self.length(kind - 0xc7) + 1, // an extension, such as a typed array, and its type
                    0xca..=0xcb => 4 << (kind - 0xca),           // floats
                    0xcc..=0xcf => 1 << (kind - 0xcc),           // integers
                    0xd0..=0xd3 => 1 << (kind - 0xd0),
                    0xd4..=0xd8 => (1 << (kind - 0xd4)) + 1, // short extensions
                    _ => 0,                                  // small integers, nil, booleans
                };
                // A set of JavaScript's is an extension of one byte in front of an array.
                let is_set = self.take(length).first() == Some(&b's') && kind == 0xd4;
                if is_set {
                    self.value();
                }
                Other(start[..start.len() - self.bytes.len()].to_vec())
            }
        }
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        taken
    }

    /// A length of 1, 2 or 4 bytes: of 2 to the power of `width`.
    fn length(&mut self, width: u8) -> usize {
        self.take(1 << width)
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    }

    fn text(&mut self, length: usize) -> Value {
        Text(String::from_utf8_lossy(self.take(length)).into_owned())
    }

    fn list(&mut self, length: usize) -> Value {
        List((0..length).map(|_| self.value()).collect())
    }

    fn map(&mut self, length: usize) -> Value {
        Map((0..length).map(|_| (self.value(), self.value())).collect())
    }
}
