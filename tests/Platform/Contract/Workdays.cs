using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract;

/// <summary>Workdays counted by hand from the State Council's notices, independently of the platform's own calendar.</summary>
public static class Workdays
{
    private static readonly Dictionary<DateOnly, string> Special = Directory.GetFiles(Path.Combine(RunningProgram.Root, "services/ServiceDefaults/Law/calendar"), "*.json")
        .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["dates"]!.AsArray())
        .GroupBy(day => DateOnly.ParseExact(day!["date"]!.ToString(), "yyyy-MM-dd"))
        .ToDictionary(day => day.Key, day => day.Last()!["type"]!.ToString());

    /// <summary>So many workdays after a day, which is not counted itself.</summary>
    public static string After(DateOnly day, int workdays)
    {
        while (workdays > 0)
        {
            day = day.AddDays(1);
            if (Is(day)) workdays--;
        }
        return day.ToString("yyyy-MM-dd");
    }

    private static bool Is(DateOnly day) => Special.GetValueOrDefault(day) switch
    {
        "public_holiday" => false,
        "transfer_workday" => true,
        // Days that are holidays by law before any notice names them.
        _ => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && (day.Month, day.Day) is not ((1, 1) or (5, 1 or 2) or (10, 1 or 2 or 3)),
    };
}
