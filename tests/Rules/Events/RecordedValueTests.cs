using Datarun.Contracts;
using Datarun.ServiceDefaults.Bus;
using Xunit;

namespace Datarun.Tests.Rules.Events;

/// <summary>Values on the bus: exact, and their source said once.</summary>
public sealed class RecordedValueTests
{
    private static readonly ValueSource Filing = new("FILING", "a", "530627001201", new DateTimeOffset(2026, 11, 30, 1, 2, 3, TimeSpan.Zero));
    private static readonly ValueSource System = Filing with { Kind = "SYSTEM", Id = "b" };

    [Fact]
    public void A_source_that_all_values_share_is_said_once()
    {
        var body = Envelope.Write(ValuesRecorded.Of([Value("1", Filing), Value("2", Filing with { })]));

        Assert.Equal(2, body.Split("FILING").Length);
    }

    [Fact]
    public void A_value_of_another_source_keeps_its_own()
    {
        var read = Read(Envelope.Write(ValuesRecorded.Of([Value("1", Filing), Value("2", System), Value("3", Filing)])));

        Assert.Equal([Filing, System, Filing], read.Values.Select(read.SourceOf));
    }

    [Fact]
    public void An_event_of_before_whose_values_name_their_sources_one_by_one_is_read_as_well()
    {
        var read = Read(
            """
            {"values":[{"element":"e","unit":"530627001201","period":"2026-11","value":1,"version":1,
                "source":{"kind":"FILING","id":"a","by":"530627001201","at":"2026-11-30T01:02:03Z"}}]}
            """);

        Assert.Equal(Filing, read.SourceOf(Assert.Single(read.Values)));
    }

    [Theory]
    [InlineData("12345678901234.0123456789")]
    [InlineData("-0.1")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"朱沱镇 \\\"𠅤\\\"\"")]
    public void What_a_value_says_arrives_as_it_was_said(string json) =>
        Assert.Equal(json, Assert.Single(Read(Envelope.Write(ValuesRecorded.Of([Value(json, Filing)]))).Values).Value.Text);

    private static RecordedValue Value(string json, ValueSource source) => new("e", "530627001201", "2026-11", new RawJson(json), 1, source);

    private static ValuesRecorded Read(string body) => (ValuesRecorded)Envelope.Read(nameof(ValuesRecorded), body);
}
