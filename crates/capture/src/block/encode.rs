use std::collections::HashMap;

use super::{Number, Recorded, Stored, Text, VERSION, packed::Packed};

/// Packs rows, at most [`ROWS`](super::ROWS) of them, without a Bloom filter.
pub(crate) fn encode<'a>(rows: &[Recorded<'a>]) -> Stored {
    let mut numbers: HashMap<&'a str, u64> = HashMap::new();
    let mut words: Vec<&'a str> = Vec::new();
    let texts = Text::ALL.map(|column| {
        let number_of = |one: &Recorded<'a>| {
            let Some(word) = column.of(one.row) else { return 0 };
            *numbers.entry(word).or_insert_with(|| {
                words.push(word);
                words.len() as u64
            })
        };
        rows.iter().map(number_of).collect::<Vec<u64>>()
    });
    let mut plain = vec![VERSION];
    let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
    plain.extend_from_slice(&length(rows.len()));
    plain.extend_from_slice(&length(words.len()));
    for word in &words {
        plain.extend_from_slice(&length(word.len()));
    }
    for word in &words {
        plain.extend_from_slice(word.as_bytes());
    }
    for column in &texts {
        Packed::write(column, &mut plain);
    }
    for column in Number::ALL {
        let values: Vec<u64> = rows.iter().map(|one| column.of(*one)).collect();
        Packed::write(&values, &mut plain);
    }
    let payloads: String = rows.iter().filter_map(|one| one.row.payload.as_deref()).collect();
    Stored {
        columns: lz4_flex::compress_prepend_size(&plain),
        payloads: lz4_flex::compress_prepend_size(payloads.as_bytes()),
        bloom: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Columns, Payloads},
        *,
    };
    use crate::samples;

    fn recorded(rows: &[contract::Traffic]) -> Vec<Recorded<'_>> {
        let flood = |number: usize| u16::try_from(number % 3).unwrap();
        rows.iter()
            .enumerate()
            .map(|(number, row)| Recorded {
                row,
                flood: flood(number),
            })
            .collect()
    }

    #[test]
    fn a_block_gives_back_every_field_of_every_row() {
        let rows: Vec<_> = (0..500).map(samples::row).collect();
        let stored = encode(&recorded(&rows));
        let columns = Columns::unpack(&stored.columns).unwrap();
        let payloads = Payloads::unpack(&stored.payloads, &columns).unwrap();
        let back: Vec<_> = (0..columns.rows())
            .map(|row| columns.traffic(row, &payloads))
            .collect();
        assert_eq!(back, rows);
        assert_eq!([0, 1, 2, 3].map(|row| columns.flood(row)), [0, 1, 2, 0]);
    }

    #[test]
    fn a_damaged_block_is_refused_and_never_ends_the_program() {
        let rows: Vec<_> = (0..50).map(samples::row).collect();
        let stored = encode(&recorded(&rows));
        let columns = Columns::unpack(&stored.columns).unwrap();
        let mut refused = 0;
        for at in 0..stored.columns.len() {
            let mut bytes = stored.columns.clone();
            bytes[at] ^= 0x55;
            match Columns::unpack(&bytes) {
                Err(_) => refused += 1,
                Ok(odd) => {
                    // Whatever it says now, it can be read.
                    let payloads = Payloads::unpack(&stored.payloads, &odd).unwrap_or_default();
                    for row in 0..odd.rows() {
                        let _ = odd.traffic(row, &payloads);
                    }
                }
            }
            assert!(Columns::unpack(&stored.columns[..at]).is_err());
        }
        assert!(refused > 0);
        for at in 0..stored.payloads.len() {
            assert!(Payloads::unpack(&stored.payloads[..at], &columns).is_err());
        }
    }
}
