using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>What a program mentions when it runs a method: read from the instructions of the method and of everything of ours that it may call.</summary>
internal static class Mentions
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    private static readonly ConcurrentDictionary<MethodBase, object[]> Read = new();

    /// <summary>Members and texts; methods that are handed on, and those that wait or give one thing after the other, are followed too.</summary>
    public static IEnumerable<object> Of(MethodInfo method)
    {
        var (known, waiting) = (new HashSet<MethodBase>(), new Stack<MethodBase>([method]));
        while (waiting.TryPop(out var next))
        {
            if (next.Module.Assembly.GetName().Name?.StartsWith("Datarun.", StringComparison.Ordinal) != true) continue;
            var plain = next.Module.ResolveMethod(next.MetadataToken)!;
            if (!known.Add(plain)) continue;
            if (plain.GetCustomAttribute<StateMachineAttribute>() is { } machine) waiting.Push(machine.StateMachineType.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic)!);
            foreach (var mentioned in Read.GetOrAdd(plain, m => [.. In(m)]))
            {
                yield return mentioned;
                if (mentioned is MethodBase called) waiting.Push(called);
            }
        }
    }

    private static IEnumerable<object> In(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var (module, ofType, ofMethod) = (method.Module, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
        for (var at = 0; at < il.Length;)
        {
            var code = Codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            var token = code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineString ? BitConverter.ToInt32(il, at) : 0;
            if (token != 0) yield return code.OperandType == OperandType.InlineString ? module.ResolveString(token) : module.ResolveMember(token, ofType, ofMethod)!;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
