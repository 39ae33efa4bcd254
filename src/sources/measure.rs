//! Durations and sizes as people write them.

use std::time::Duration;

/// `500ms`, `2s`, `10m`, `2h`, `7d`: a whole number and one unit. None for anything else, or past 64 bits.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let seconds = match unit {
        "ms" => return Some(Duration::from_millis(number)),
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// `10 MiB`, `500 KB`, `2048`: bytes. `KB` is 1,000 bytes and `KiB` 1,024 (IEC 80000-13); case does not
/// count.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let size = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "kib" => 1 << 10,
        "mb" => 1_000_000,
        "mib" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(size)
}

/// A duration in the largest unit that holds it whole.
pub(super) fn show(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let fitting =
        units.into_iter().find(|&(_, size)| milliseconds >= size && milliseconds.is_multiple_of(size));
    fitting
        .map_or_else(|| format!("{milliseconds}ms"), |(unit, size)| format!("{}{unit}", milliseconds / size))
}

/// A number of bytes in the largest unit that holds it whole.
pub(super) fn show_bytes(bytes: u64) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let fitting = units.into_iter().find(|&(_, size)| bytes >= size && bytes.is_multiple_of(size));
    fitting.map_or_else(|| format!("{bytes} B"), |(unit, size)| format!("{} {unit}", bytes / size))
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, unit.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_and_a_unit() {
        let milliseconds = |text| duration(text).map(|duration| duration.as_millis());
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("0s"), Some(0));
        assert_eq!(milliseconds(" 2 s "), Some(2_000));
        assert_eq!(milliseconds("10m"), Some(600_000));
        assert_eq!(milliseconds("2h"), Some(7_200_000));
        assert_eq!(milliseconds("7d"), Some(604_800_000));
        for bad in [
            "",
            "2",
            "s",
            "-2s",
            "1.5s",
            "2 weeks",
            "2S",
            "２s",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_size_counts_in_thousands_or_in_1024() {
        assert_eq!(bytes("10 MiB"), Some(10_485_760));
        assert_eq!(bytes("500 KB"), Some(500_000));
        assert_eq!(bytes("1gib"), Some(1_073_741_824));
        assert_eq!(bytes("2048"), Some(2_048));
        for bad in ["", "MiB", "1.5 MiB", "10 M", "18446744073709551615 GiB"] {
            assert_eq!(bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_measure_is_shown_as_somebody_would_write_it() {
        for text in ["0ms", "1500ms", "2s", "90s", "10m", "2h", "7d"] {
            assert_eq!(show(duration(text).unwrap()), text);
        }
        for text in ["0 B", "1000 B", "1 KiB", "10 MiB", "1 GiB"] {
            assert_eq!(show_bytes(bytes(text).unwrap()), text);
        }
    }
}
