//! Amounts with a unit: sizes in bytes, times in microseconds.

use crate::Field;

/// The units of a field, the largest first.
fn units(field: Field) -> &'static [(&'static str, u64)] {
    match field {
        Field::Latency => &[("s", 1_000_000), ("ms", 1_000), ("us", 1)],
        _ => &[("m", 1 << 20), ("k", 1 << 10), ("", 1)],
    }
}

/// Reads an amount, or says what would be right.
pub fn parse(field: Field, text: &str) -> Result<u64, String> {
    let lower = text.to_lowercase();
    let end = lower
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(lower.len());
    let (digits, unit) = lower.split_at(end);
    let unit = match (field, unit) {
        (Field::Size, "b") => "",
        (Field::Size, "kb") => "k",
        (Field::Size, "mb") => "m",
        (Field::Latency, "µs" | "μs") => "us",
        (_, unit) => unit,
    };
    let number: Option<f64> = digits.parse().ok().filter(|_| !digits.starts_with('.'));
    let factor = units(field)
        .iter()
        .find(|(name, _)| *name == unit)
        .map(|(_, factor)| *factor);
    let (Some(number), Some(factor)) = (number, factor) else {
        return Err(expected(field, digits));
    };
    let amount = number * factor as f64;
    // Decimal fractions such as 0.3 have no exact form; what is left of them here is not what was meant.
    let whole = amount.round();
    if (amount - whole).abs() > 1e-6 * whole.max(1.0) || whole > MOST {
        return Err(match field {
            Field::Latency => "a whole number of microseconds below 2^53".into(),
            _ => "a whole number of bytes below 2^53".into(),
        });
    }
    Ok(whole as u64)
}

const MOST: f64 = ((1_u64 << 53) - 1) as f64;

fn expected(field: Field, digits: &str) -> String {
    let digits = if digits.parse::<f64>().is_ok() {
        digits
    } else {
        "5"
    };
    match field {
        Field::Latency => format!("a time with its unit: `{digits}us`, `{digits}ms` or `{digits}s`"),
        _ => format!("a size in bytes, or with a unit: `{digits}`, `{digits}k` or `{digits}m`"),
    }
}

/// In the largest unit of which it is a whole number.
pub fn print(field: Field, amount: u64) -> String {
    let unit = units(field)
        .iter()
        .find(|(_, factor)| amount != 0 && amount.is_multiple_of(*factor));
    let (name, factor) = unit.copied().unwrap_or_else(|| units(field)[2]);
    format!("{}{name}", amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_units() {
        for (field, text, amount, printed) in [
            (Field::Size, "0", 0, "0"),
            (Field::Size, "4k", 4_096, "4k"),
            (Field::Size, "1.5KB", 1_536, "1536"),
            (Field::Size, "1024", 1_024, "1k"),
            (Field::Size, "2m", 2 << 20, "2m"),
            (Field::Size, "7B", 7, "7"),
            (Field::Latency, "5ms", 5_000, "5ms"),
            (Field::Latency, "0.3ms", 300, "300us"),
            (Field::Latency, "1.5S", 1_500_000, "1500ms"),
            (Field::Latency, "10µs", 10, "10us"),
            (Field::Latency, "0us", 0, "0us"),
        ] {
            assert_eq!(parse(field, text), Ok(amount), "{text}");
            assert_eq!(print(field, amount), printed, "{text}");
            assert_eq!(parse(field, printed), Ok(amount), "{printed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_told() {
        for (field, text, expected) in [
            (Field::Size, "", "`5`, `5k` or `5m`"),
            (Field::Size, "big", "`5`, `5k` or `5m`"),
            (Field::Size, "3x", "`3`, `3k` or `3m`"),
            (Field::Size, "-3", "`5`, `5k` or `5m`"),
            (Field::Size, ".5k", "a size in bytes"),
            (Field::Size, "1.2.3", "`5`, `5k` or `5m`"),
            (Field::Size, "0.5", "a whole number of bytes"),
            (Field::Size, "9999999999m", "below 2^53"),
            (Field::Latency, "5", "`5us`, `5ms` or `5s`"),
            (Field::Latency, "0.1us", "a whole number of microseconds"),
        ] {
            let said = parse(field, text).unwrap_err();
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
