//! gaoya from a JSON Lines dump to clusters, on one core, as somebody who knows it would write it.
//!
//!     gaoya_run DUMP.jsonl GROUPS.jsonl BANDS ROWS THRESHOLD
//!
//! The set of a story is its 5-word shingles of lower-cased words, hashed by ahash; its signature BANDS x ROWS values of
//! MinHasher32. The index is asked for earlier stories, whose estimated Jaccard it compares with THRESHOLD (0: any that
//! share a band), then given this one; what it answers is joined by union-find. Writes {"id", "group"} a line.
//! Exit code 1: an argument or a file is wrong.
use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32, SmallVecContainer};

const W: usize = 5;

#[derive(serde::Deserialize)]
struct Story<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Words of a text, lower-cased, with one blank behind each: letters and digits, and apostrophes between them.
struct Words {
    text: String,
    starts: Vec<usize>,
}

impl Words {
    fn read(&mut self, text: &str) {
        self.text.clear();
        self.starts.clear();
        let mut inside = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let letter = c.is_alphanumeric();
            let joins = inside && matches!(c, '\'' | '\u{2019}') && chars.peek().is_some_and(|next| next.is_alphanumeric());
            if letter || joins {
                if !inside {
                    self.starts.push(self.text.len());
                }
                if joins {
                    self.text.push('\'');
                } else if c.is_ascii() {
                    self.text.push(c.to_ascii_lowercase());
                } else {
                    self.text.extend(c.to_lowercase());
                }
                inside = true;
            } else if inside {
                self.text.push(' ');
                inside = false;
            }
        }
        if inside {
            self.text.push(' ');
        }
        self.starts.push(self.text.len());
    }

    fn shingles(&self) -> impl Iterator<Item = &[u8]> {
        let words = self.starts.len() - 1;
        let bytes = self.text.as_bytes();
        (0..(words + 1).saturating_sub(W).max(1)).map(move |i| &bytes[self.starts[i]..self.starts[(i + W).min(words)]])
    }
}

/// Root of i in the union-find, halving its path.
fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, dump, out, bands, rows, threshold] = arguments.as_slice() else {
        return Err("usage: gaoya_run DUMP.jsonl GROUPS.jsonl BANDS ROWS THRESHOLD".into());
    };
    let (bands, rows, threshold): (usize, usize, f64) = (bands.parse()?, rows.parse()?, threshold.parse()?);
    let hasher = MinHasher32::new_with_hasher(bands * rows, ahash::RandomState::with_seeds(1, 2, 3, 4));
    let mut index = MinHashIndex::<u32, u32, SmallVecContainer<u32, 4>>::new_index(bands, rows, threshold);
    let (mut ids, mut parent) = (Vec::<String>::new(), Vec::<u32>::new());
    let mut words = Words { text: String::new(), starts: Vec::new() };
    let mut reader = BufReader::with_capacity(1 << 20, File::open(dump)?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let story: Story = serde_json::from_slice(&line)?;
        words.read(&story.text);
        let signature = hasher.create_signature(words.shingles());
        let i = ids.len() as u32;
        parent.push(i);
        for (other, _) in index.query_owned_return_similarity(&signature) {
            let (a, b) = (root(&mut parent, i), root(&mut parent, other));
            parent[a.max(b) as usize] = a.min(b);
        }
        index.insert(i, signature);
        ids.push(story.id.into_owned());
        line.clear();
    }
    let mut writer = BufWriter::new(File::create(out)?);
    for (i, id) in ids.iter().enumerate() {
        let group = &ids[root(&mut parent, i as u32) as usize];
        serde_json::to_writer(&mut writer, &serde_json::json!({ "id": id, "group": group }))?;
        writer.write_all(b"\n")?;
    }
    writer.flush()?;
    Ok(())
}
