using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Rosters.Divisions;

/// <summary>Reads one line of a file of divisions.</summary>
internal static class DivisionLine
{
    /// <summary>The problem with the line, null when it is good. The code is given as written even then, where there is one.</summary>
    public static Problem? Read(TextLine line, CsvHeader header, List<string> fields, Caller caller, out string? code, out string name)
    {
        (code, name) = (null, "");
        if (line.Text is null) return line.Problem;
        if (!CsvLine.TryRead(line.Text, fields)) return RostersProblems.CsvLineMalformed;
        if (fields.Count > header.Code) code = fields[header.Code];
        if (fields.Count < header.Fields) return RostersProblems.CsvFieldMissing;
        if (!DivisionCode.TryParse(code, out _)) return CommonProblems.CodeInvalid;
        return caller.AreaCovers(code!) ? NameText.Read(fields[header.Name], out name) : RostersProblems.DivisionOutsideYourArea;
    }
}
