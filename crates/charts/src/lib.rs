//! What was counted over time, as a picture: an SVG of its own, light or dark, the same on screen and in a report.
//!
//! Knows nothing of servers, figures or requests, and has no clock. A picture has no scripts, no styles of a page, and
//! refers to nothing outside of it.

mod canvas;
mod layers;
mod layout;
mod number;
mod picture;
mod text;
mod theme;
mod when;

pub use self::{
    layout::{HEIGHT, Plot, WIDTH},
    number::short,
    picture::{Drawn, Line, Picture, Steps, draw},
    theme::{Theme, Tone},
    when::moment,
};
