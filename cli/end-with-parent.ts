// Loaded into the service that a command starts (`node --import`): the service ends, cleanly, when the command is gone,
// even where it was killed and could not say so.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
