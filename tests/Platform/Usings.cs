global using Datarun.Tests.Platform.Running;
global using Xunit;

// One local host for most tests, one distributed platform for those about processes and the broker.
[assembly: AssemblyFixture(typeof(LocalPlatform))]
[assembly: AssemblyFixture(typeof(DistributedPlatform))]
