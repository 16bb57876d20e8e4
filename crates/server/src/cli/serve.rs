use server::Listeners;
use tokio::signal;

use super::Settings;

pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let config = settings.config()?;
    #[cfg(unix)]
    super::files::take_all();
    // Before anything is bound: a signal that comes while starting is not lost.
    let stop = stop_signal()?;
    let listeners = Listeners::bind(config.listen, config.admin_listen)?;
    server::run(listeners, config, stop).await?;
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
