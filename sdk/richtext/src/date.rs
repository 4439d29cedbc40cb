//! Days as ADF has them: milliseconds at midnight, UTC.

const DAY: i64 = 86_400_000;

/// `2024-05-01` as milliseconds.
pub(crate) fn to_timestamp(day: &str) -> Option<String> {
    let parts: Vec<&str> = day.trim().split('-').collect();
    let [year, month, date] = parts.as_slice() else { return None };
    let plain = year.len() == 4 && month.len() == 2 && date.len() == 2;
    if !plain || !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (year, month, date): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, date.parse().ok()?);
    let days = days(year, month, date);
    (civil(days) == (year, month, date)).then(|| (days * DAY).to_string())
}

/// The day of a timestamp that is a day's midnight and written as a plain number.
pub(crate) fn from_timestamp(timestamp: &str) -> Option<String> {
    let (year, month, date) = civil(timestamp.parse::<i64>().ok()?.div_euclid(DAY));
    let text = format!("{year:04}-{month:02}-{date:02}");
    (to_timestamp(&text)? == timestamp).then_some(text)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, by counting in years that begin in March.
fn days(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, date)
}
