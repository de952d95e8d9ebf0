using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// One year's notice of holidays, from a file <c>YYYY.min.json</c>: days that are off and weekend days that are worked
/// (调休, 放假办法 art. 7). A notice cannot take a statutory day away; a file that does, or forgets one, is wrong.
/// </summary>
internal sealed record HolidayNotice(int Year, IReadOnlyDictionary<DateOnly, DayKind> Days, byte[] Digest)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public static HolidayNotice Load(string path)
    {
        try
        {
            var text = File.ReadAllBytes(path);
            var file = JsonSerializer.Deserialize<NoticeFile>(text, Web) ?? throw new JsonException("The file holds null.");
            if (!Path.GetFileName(path).StartsWith(file.Year.ToString("0000", CultureInfo.InvariantCulture) + ".", StringComparison.Ordinal))
            {
                throw new JsonException($"The file's name is not that of its year {file.Year}.");
            }

            var days = new Dictionary<DateOnly, DayKind>();
            foreach (var (date, type) in file.Dates)
            {
                // A notice may reach into the last days of December before or the first of January after.
                if (Math.Abs(date.Year - file.Year) > 1 || !days.TryAdd(date, KindOf(type)))
                {
                    throw new JsonException($"{date:yyyy-MM-dd} stands there twice or belongs to another year.");
                }
            }

            foreach (var day in StatutoryDays.Of(file.Year))
            {
                if (!days.TryGetValue(day, out var kind) || kind == DayKind.WORKDAY)
                {
                    throw new JsonException($"The statutory holiday {day:yyyy-MM-dd} is missing or a workday.");
                }
            }

            return new(file.Year, days, SHA256.HashData(text));
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The holiday calendar {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static DayKind KindOf(string type) => type switch
    {
        "public_holiday" => DayKind.REST_DAY,
        "transfer_workday" => DayKind.WORKDAY,
        _ => throw new JsonException($"'{type}' is neither public_holiday nor transfer_workday."),
    };

    private sealed record NoticeFile(int Year, NoticeDay[] Dates);

    private sealed record NoticeDay(DateOnly Date, string Type);
}
