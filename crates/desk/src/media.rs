//! Pictures: admitted by what they are, stripped of everything but what they show.
//!
//! A picture is decoded, turned upright, and encoded anew, so that location, camera, hidden data behind the
//! picture and broken files never enter a release. What is signed is what is sent.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat,
    ImageReader, Limits as DecoderLimits,
};
use std::io::Cursor;

/// What a channel takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most bytes of the file that is brought.
    pub most_read_bytes: usize,
    /// The most pixels on one side.
    pub most_side: u32,
    /// The most bytes of what is sent.
    pub most_sent_bytes: usize,
}

impl Limits {
    /// For social channels: Bluesky's 2,000,000 bytes are the least of them.
    pub const fn social() -> Self {
        Self {
            most_read_bytes: 50 * 1024 * 1024,
            most_side: 12_000,
            most_sent_bytes: 2_000_000,
        }
    }
}

/// A picture as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why a file is not admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaFault {
    /// Nothing in it.
    #[error("the file is empty. Choose another")]
    Empty,
    /// Not a picture, whatever its name says.
    #[error(
        "the file is not a JPEG, PNG, WebP or GIF picture, whatever its name says. Choose another"
    )]
    NotAPicture,
    /// Too many bytes.
    #[error("the file is larger than 50 MB. Make it smaller first")]
    FileTooLarge,
    /// Too many pixels: refused before anything is unpacked.
    #[error(
        "the picture is {width} × {height} pixels; at most {most} on a side are possible. Make it smaller first"
    )]
    TooManyPixels {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// The most.
        most: u32,
    },
    /// It cannot be unpacked.
    #[error("the picture is damaged and cannot be read. Save it again in the program it came from")]
    Damaged,
    /// It cannot be made small enough.
    #[error(
        "the picture stays above the channel's limit however it is compressed. Make it smaller first"
    )]
    StaysTooLarge,
}

/// How hard a JPEG is compressed until it fits.
const QUALITIES: [u8; 5] = [90, 82, 74, 64, 52];

/// Admits a picture, or says why not.
///
/// # Errors
/// [`MediaFault`].
pub fn admit(file: &[u8], limits: &Limits) -> Result<Admitted, MediaFault> {
    if file.is_empty() {
        return Err(MediaFault::Empty);
    }
    if file.len() > limits.most_read_bytes {
        return Err(MediaFault::FileTooLarge);
    }
    let format = image::guess_format(file).map_err(|_| MediaFault::NotAPicture)?;
    let picture = decoded(file, format, limits)?;
    let keeps_png = format == ImageFormat::Png || picture.color().has_alpha();
    if keeps_png && let Some(admitted) = as_png(&picture, limits)? {
        return Ok(admitted);
    }
    as_jpeg(&picture, limits)
}

fn decoded(file: &[u8], format: ImageFormat, limits: &Limits) -> Result<DynamicImage, MediaFault> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut bound = DecoderLimits::default();
    bound.max_alloc = Some(1024 * 1024 * 1024);
    reader.limits(bound);
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Unsupported(_) => MediaFault::NotAPicture,
        _ => MediaFault::Damaged,
    })?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > limits.most_side {
        return Err(MediaFault::TooManyPixels {
            width,
            height,
            most: limits.most_side,
        });
    }
    // A missing orientation means upright.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| MediaFault::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn as_png(picture: &DynamicImage, limits: &Limits) -> Result<Option<Admitted>, MediaFault> {
    let (width, height) = (picture.width(), picture.height());
    let mut bytes = Vec::new();
    let (pixels, color) = if picture.color().has_alpha() {
        (picture.to_rgba8().into_raw(), ExtendedColorType::Rgba8)
    } else {
        (picture.to_rgb8().into_raw(), ExtendedColorType::Rgb8)
    };
    PngEncoder::new(&mut bytes)
        .write_image(&pixels, width, height, color)
        .map_err(|_| MediaFault::Damaged)?;
    let fits = bytes.len() <= limits.most_sent_bytes;
    Ok(fits.then_some(Admitted {
        bytes,
        mime: "image/png",
        width,
        height,
    }))
}

fn as_jpeg(picture: &DynamicImage, limits: &Limits) -> Result<Admitted, MediaFault> {
    let (width, height) = (picture.width(), picture.height());
    let pixels = picture.to_rgb8().into_raw();
    for quality in QUALITIES {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
            .map_err(|_| MediaFault::Damaged)?;
        if bytes.len() <= limits.most_sent_bytes {
            return Ok(Admitted {
                bytes,
                mime: "image/jpeg",
                width,
                height,
            });
        }
    }
    Err(MediaFault::StaysTooLarge)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use image::RgbImage;

    fn jpeg() -> Vec<u8> {
        let picture = RgbImage::from_fn(40, 30, |x, y| {
            let [x, y] = [x, y].map(|at| u8::try_from(at * 6).unwrap());
            image::Rgb([x, y, 90])
        });
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).encode_image(&picture).unwrap();
        bytes
    }

    #[test]
    fn location_and_hidden_data_are_gone() {
        let mut tagged = jpeg();
        let exif = [
            b"\xff\xe1\x00\x1fExif\0\0".as_slice(),
            b"GPS 51.5074 N 0.1278 W".as_slice(),
        ];
        tagged.splice(2..2, exif.concat().into_iter().chain([0; 1]));
        tagged.extend_from_slice(b"hidden behind the picture");
        let admitted = admit(&tagged, &Limits::social()).unwrap();
        assert_eq!(
            (admitted.width, admitted.height, admitted.mime),
            (40, 30, "image/jpeg")
        );
        for hidden in [b"GPS".as_slice(), b"hidden"] {
            assert!(tagged.windows(hidden.len()).any(|part| part == hidden));
            assert!(
                !admitted
                    .bytes
                    .windows(hidden.len())
                    .any(|part| part == hidden)
            );
        }
        assert_eq!(admit(&tagged, &Limits::social()).unwrap(), admitted);
    }

    #[test]
    fn what_is_no_picture_is_refused_by_name_of_the_fault() {
        let limits = Limits::social();
        assert_eq!(admit(b"", &limits), Err(MediaFault::Empty));
        assert_eq!(
            admit(b"plain words named .jpg", &limits),
            Err(MediaFault::NotAPicture)
        );
        let half = &jpeg()[..200];
        assert_eq!(admit(half, &limits), Err(MediaFault::Damaged));
        let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        huge.extend_from_slice(&50_000_u32.to_be_bytes());
        huge.extend_from_slice(&50_000_u32.to_be_bytes());
        huge.extend_from_slice(&[8, 2, 0, 0, 0]);
        let crc = crc32(&huge[12..]);
        huge.extend_from_slice(&crc.to_be_bytes());
        huge.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let refused = admit(&huge, &limits).unwrap_err();
        assert!(
            matches!(
                refused,
                MediaFault::TooManyPixels { width: 50_000, .. } | MediaFault::Damaged
            ),
            "{refused}"
        );
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |mut crc, byte| {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                };
            }
            crc
        })
    }
}
