//! End to end: simulated banks, signed XML over HTTP, settled, durable and answered, on all cores
//! with the load beside the node.

use std::path::Path;

use sandbox::{Day, DayOptions};

use crate::{Figure, Measured, resident_mib};

pub(crate) fn measure(folder: &Path, messages: usize) -> Measured {
    let options = DayOptions::new(1, 124, messages, folder.join("world-bench"));
    let runtime = tokio::runtime::Runtime::new()?;
    let mut day = Day::found(options, &runtime)?;
    let report = runtime.block_on(day.run(|_| {}))?;
    let node = day.into_node();
    runtime.shutdown_background();
    node.stop()?;
    let sent = report.payments.submitted as f64;
    let latency = &report.latency_ms;
    Ok(vec![
        Figure::new(
            "end to end, a day of ticks: XML in, settled, answered",
            sent / report.seconds,
            "messages/s",
        )
        .beside("records synced", report.records as f64),
        Figure::new("answered, half of them within", latency.p50, "ms"),
        Figure::new("answered, all but one in a hundred within", latency.p99, "ms"),
        Figure::new("memory of node, banks and client together", resident_mib(), "MiB"),
    ])
}
