use settlement::Command;
use settlement::fx::Value;
use settlement::offsetting::Command as Offsetting;

use super::asks;
use super::text::{Name, Whole};

asks! {
    /// Anyone's answer to what may settle together; settled if it is right and better than the
    /// baseline's.
    ProposeOffsetting at "/v1/offsetting/proposals" says "settled" up to PROPOSAL {
        /// The items, by any of their names.
        items: Vec<Name>,
        /// What they are worth together at official rates, in millionths of the yardstick's unit.
        value: Option<Whole>,
        /// Prices of the problem's rows, as a certificate of what no set can exceed.
        prices: Option<Vec<u64>>,
    } |body, desk| {
        let items = body.items.iter().map(|name| desk.name("items", name));
        let value = body.value.as_ref().map(|value| desk.whole("value", value)).transpose()?;
        Command::Offsetting(Offsetting::ProposeOffsetting {
            items: items.collect::<Result<_, _>>()?,
            value: value.map(Value::from_millionths),
            prices: body.prices.clone().unwrap_or_default(),
        })
    };
}
