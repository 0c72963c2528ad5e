//! The values of some fields of one JSON object.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The values of the wanted fields, in their order.
pub type Values<'a> = Vec<Option<Cow<'a, str>>>;

/// The values of the fields `names` of the object that `text` is; `None` if it is none, or if one of them is neither a
/// string nor `null`. Of fields with the same name the last one counts.
pub fn values<'a>(text: &'a str, names: &[Option<String>]) -> Option<Values<'a>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let values = Object(names).deserialize(&mut json).ok()?;
    json.end().ok().map(|()| values)
}

/// An object with these names of wanted fields.
struct Object<'n>(&'n [Option<String>]);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Values<'de>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Values<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let names = self.0;
        let mut values = vec![None; names.len()];
        while let Some(first) = fields.next_key_seed(Name(names))? {
            let Some(first) = first else {
                fields.next_value::<Unwanted>()?;
                continue;
            };
            let Wanted(value) = fields.next_value()?;
            for same in first + 1..names.len() {
                if names[same] == names[first] {
                    values[same].clone_from(&value);
                }
            }
            values[first] = value;
        }
        Ok(values)
    }
}

/// The name of a field: its first place among those of wanted fields.
struct Name<'n>(&'n [Option<String>]);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|wanted| wanted.as_deref() == Some(name)))
    }
}

/// The value of a wanted field: a string or `null`.
struct Wanted<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Wanted<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Wanted(None))
    }
}

impl<'de> Visitor<'de> for Wanted<'de> {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self, E> {
        Ok(Self(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        Ok(Self(Some(Cow::Owned(text.to_owned()))))
    }
}

/// Any other value. It is read, not skipped, since it may be what a slower reader refuses: a number of thousands of
/// digits, or lists in lists without end.
struct Unwanted;

impl<'de> Deserialize<'de> for Unwanted {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unwanted {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self, A::Error> {
        while values.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}
