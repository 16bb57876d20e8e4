//! The colours of the dashboard.

use plotters::style::{RGBAColor, RGBColor};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Accepted, joined.
    Green,
    /// Inbound.
    Blue,
    /// Outbound.
    Violet,
    /// Waiting, slow.
    Amber,
    /// Refused.
    Red,
    /// The system's own.
    Grey,
}

impl Theme {
    pub(crate) fn tone(self, tone: Tone) -> RGBColor {
        let (light, dark) = match tone {
            Tone::Green => (0x15803D, 0x4ADE80),
            Tone::Blue => (0x1D4ED8, 0x7AA8FF),
            Tone::Violet => (0x7E22CE, 0xC58CFF),
            Tone::Amber => (0xA15C07, 0xFBBF24),
            Tone::Red => (0xB91C1C, 0xF87171),
            Tone::Grey => (0x545C6B, 0xA3ABB9),
        };
        self.pick(light, dark)
    }

    /// Below a line.
    pub(crate) fn soft(self, tone: Tone) -> RGBAColor {
        let RGBColor(red, green, blue) = self.tone(tone);
        RGBAColor(red, green, blue, if self == Self::Light { 0.09 } else { 0.14 })
    }

    /// Hairlines.
    pub(crate) fn line(self) -> RGBColor {
        self.pick(0xE4E7EC, 0x262B35)
    }

    /// The line at zero.
    pub(crate) fn strong_line(self) -> RGBColor {
        self.pick(0xCBD0D9, 0x39404D)
    }

    /// Labels.
    pub(crate) fn faint(self) -> RGBColor {
        self.pick(0x6B7280, 0x8790A0)
    }

    fn pick(self, light: u32, dark: u32) -> RGBColor {
        let [_, red, green, blue] = if self == Self::Light { light } else { dark }.to_be_bytes();
        RGBColor(red, green, blue)
    }
}
